import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

export interface FunctionProcessOptions {
  /** The bundle: a file. */
  readonly file: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** A line of its log. */
  readonly onLine: (line: string) => void;
}

export interface FunctionProcess {
  invoke(event: unknown, context: object): Promise<unknown>;
  stop(): Promise<void>;
}

const answerSchema = z.object({
  id: z.string(),
  value: z.unknown().optional(),
  error: z.object({ name: z.string(), message: z.string(), stack: z.string().optional() }).optional(),
});

/** A deployed function in a process of its own, which starts with the first event as an environment of Lambda does. */
export function functionProcess(options: FunctionProcessOptions): FunctionProcess {
  const waiting = new Map<string, PromiseWithResolvers<unknown>>();
  let child: Promise<ChildProcess> | undefined;
  return {
    async invoke(event, context) {
      child ??= startProcess(options, waiting);
      const process = await child;
      const id = randomUUID();
      const answer = Promise.withResolvers<unknown>();
      waiting.set(id, answer);
      const { timeoutMs, now } = options;
      process.send({ id, now: now().getTime(), timeoutMs, event, context: JSON.parse(JSON.stringify(context)) });
      return answer.promise;
    },
    async stop() {
      const process = await child?.catch(() => undefined);
      if (!process || process.exitCode !== null) return;
      process.kill('SIGKILL');
      await once(process, 'exit');
    },
  };
}

async function startProcess(
  { file, environment, onLine }: FunctionProcessOptions,
  waiting: Map<string, PromiseWithResolvers<unknown>>,
): Promise<ChildProcess> {
  const clock = join(import.meta.dirname, 'moved-clock.ts');
  const child = fork(join(import.meta.dirname, 'run-function.ts'), [file], {
    // Nothing of this process: what the template does not set is not there.
    env: { ...environment },
    execArgv: ['--import', clock],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', onLine);
  }
  const ready = Promise.withResolvers<ChildProcess>();
  child.on('message', (message) => {
    const answer = answerSchema.safeParse(message);
    if (!answer.success) return ready.resolve(child);
    const { id, value, error } = answer.data;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error) call?.reject(Object.assign(new Error(error.message), { name: error.name, stack: error.stack }));
    else call?.resolve(value);
  });
  child.on('exit', (code) => {
    const error = new Error(`the process of ${file} ended with ${code}`);
    ready.reject(error);
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  });
  return ready.promise;
}

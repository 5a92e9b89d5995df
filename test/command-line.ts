import { main } from '../cli/main.ts';

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: Date;
  /** Answers to questions, in order; without any there is no terminal. */
  readonly answers?: readonly string[];
  /** What is typed at a hidden prompt, or comes on stdin. */
  readonly hidden?: string;
  /** Nobody stops what goes on until it is stopped. */
  readonly patient?: boolean;
  /** Of a terminal that shows what is said; without, it is a pipe. */
  readonly columns?: number;
}

/** Runs a command line in this process and tells what it said. Only waiting moves its clock on. */
export async function commandLine(args: readonly string[], surroundings: Surroundings = {}): Promise<Said> {
  const out: string[] = [];
  const err: string[] = [];
  let slept = 0;
  const answers = [...(surroundings.answers ?? [])];
  const exit = await main(args, {
    env: surroundings.env ?? {},
    now: () => new Date((surroundings.now ?? new Date()).getTime() + slept),
    sleep: async (milliseconds) => {
      slept += milliseconds;
    },
    random: () => 0.5,
    columns: surroundings.columns ?? null,
    print: (line) => out.push(line),
    emit: (line) => out.push(line),
    complain: (sentence) => err.push(sentence),
    progress: () => {},
    ask: answers.length > 0 ? async () => answers.shift() ?? '' : null,
    readHidden: async () => surroundings.hidden ?? '',
    stopped: surroundings.patient ? () => new Promise(() => {}) : async () => {},
  });
  return { exit, out: out.join('\n'), err: err.join('\n') };
}

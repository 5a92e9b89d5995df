import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { errorText } from '../../core/error-code.ts';
import { openFolderArchive } from '../../lambdas/clients/archive.ts';
import { type Execution, executionSchema, type QueuedInvocation, queuedInvocationSchema } from './operation.ts';

/** What survives the process: each record is written whole or not at all. */
export interface Records {
  saveExecution(execution: Execution): Promise<void>;
  saveInvocation(invocation: QueuedInvocation): Promise<void>;
  removeInvocation(id: string): Promise<void>;
}

export interface LoadedRecords {
  readonly records: Records;
  readonly executions: readonly Execution[];
  readonly invocations: readonly QueuedInvocation[];
}

// What AWS keeps a closed execution for unless told otherwise.
const RETENTION = 14 * 24 * 60 * 60 * 1000;

/**
 * Opens the folder of a service and reads what was left there; without a folder nothing outlives the process.
 *
 * @throws Error naming a record that cannot be read
 */
export async function openRecords(folder: string | undefined, now: Date): Promise<LoadedRecords> {
  if (folder === undefined) {
    const nothing = async () => {};
    const records = { saveExecution: nothing, saveInvocation: nothing, removeInvocation: nothing };
    return { records, executions: [], invocations: [] };
  }
  const archive = openFolderArchive(pathToFileURL(folder));
  const put = (key: string, record: unknown) => archive.put(key, Buffer.from(JSON.stringify(record)));
  const load = async <Schema extends z.ZodType>(prefix: string, schema: Schema): Promise<z.output<Schema>[]> => {
    const loaded: z.output<Schema>[] = [];
    for (const key of await archive.list(prefix)) {
      if (key.endsWith('.json')) loaded.push(readRecord(`${folder}/${key}`, await archive.get(key), schema));
    }
    return loaded;
  };
  const executions: Execution[] = [];
  for (const execution of await load('executions/', executionSchema)) {
    const { closedAt, id } = execution;
    if (closedAt === undefined || now.getTime() - Date.parse(closedAt) < RETENTION) executions.push(execution);
    else await archive.remove(`executions/${id}.json`);
  }
  return {
    records: {
      saveExecution: (execution) => put(`executions/${execution.id}.json`, execution),
      saveInvocation: (invocation) => put(`invocations/${invocation.id}.json`, invocation),
      removeInvocation: (id) => archive.remove(`invocations/${id}.json`),
    },
    executions,
    invocations: await load('invocations/', queuedInvocationSchema),
  };
}

function readRecord<Schema extends z.ZodType>(
  path: string,
  bytes: Buffer | undefined,
  schema: Schema,
): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(bytes?.toString() ?? ''));
  } catch (error) {
    throw new Error(`the record ${path} cannot be read: ${errorText(error)}`, { cause: error });
  }
}

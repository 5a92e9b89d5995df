import type { History } from '../lambdas/clients/history/history.ts';

/** Counts calls, and kills the caller at one of them: the call is done and its answer is lost. */
export interface Death {
  readonly calls: () => number;
  readonly mortal: <Value>(call: Promise<Value>) => Promise<Value>;
}

export function deathAt(deadly: number): Death {
  let calls = 0;
  return {
    calls: () => calls,
    async mortal(call) {
      calls += 1;
      const fatal = calls === deadly;
      const value = await call;
      if (fatal) throw new Error('killed');
      return value;
    },
  };
}

export function mortalHistory({ client, table }: History, { mortal }: Death): History {
  const send: typeof client.send = (command: Parameters<typeof client.send>[0]) => mortal(client.send(command));
  return { client: Object.assign(Object.create(client), { send }), table };
}

import type { Account } from '../../core/account.ts';
import type { Part } from '../../core/snapshot.ts';
import { putPart } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';

/** A part holds about this many accounts: some megabytes while it is written, far less in the archive. */
export const PART_ACCOUNTS = 10_000;

export interface PartWriter {
  add(accounts: readonly Account[]): Promise<void>;
  /** Forgets everything written so far: the walk begins anew. */
  restart(): Promise<void>;
  /** Writes what is left; the parts in the order of the walk. */
  finish(): Promise<readonly Part[]>;
}

/** Writes accounts into parts as they come; one part may be on its way to the archive while the next one fills.
 * Parts are numbered after `firstNumber`, so that a batch of a walk that is done again replaces its own. */
export function startParts(
  archive: Archive,
  folder: string,
  onPart: () => Promise<void> = async () => {},
  firstNumber = 0,
): PartWriter {
  let parts: Part[] = [];
  let filling: Account[] = [];
  let written = firstNumber;
  let underWay: Promise<void> = Promise.resolve();

  async function flush(): Promise<void> {
    await underWay;
    const accounts = filling;
    filling = [];
    written += 1;
    const name = `part-${String(written).padStart(5, '0')}.ndjson.zst`;
    underWay = putPart(archive, folder, name, accounts).then((part) => {
      parts.push(part);
      return onPart();
    });
    // The failure is told by the next call that awaits it; until then it is not unhandled.
    underWay.catch(() => {});
  }

  return {
    async add(accounts) {
      for (const account of accounts) filling.push(account);
      if (filling.length >= PART_ACCOUNTS) await flush();
    },
    async restart() {
      // A part that failed is not there to be removed; its failure has been told already.
      await underWay.catch(() => {});
      underWay = Promise.resolve();
      for (const part of parts) await archive.remove(folder + part.name);
      parts = [];
      filling = [];
    },
    async finish() {
      if (filling.length > 0) await flush();
      await underWay;
      return parts;
    },
  };
}

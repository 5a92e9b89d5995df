import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Archive, openFolderArchive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import type { MailTransport, ReadyMail } from '../lambdas/clients/mail-transport.ts';
import { openEmbeddedTable } from '../local/embedded-table.ts';

/** Real stores for one test: DynamoDB in memory, an archive in a temporary folder, and a mailbox. */
export interface TestStores {
  readonly folder: string;
  readonly archive: Archive;
  readonly history: History;
  readonly tableUrl: string;
  readonly mailbox: ReadyMail[];
  readonly transport: MailTransport;
  readonly now: () => Date;
  close(): Promise<void>;
}

export async function openTestStores(): Promise<TestStores> {
  const folder = await makeFolder();
  const table = await openEmbeddedTable();
  const mailbox: ReadyMail[] = [];
  return {
    folder,
    archive: openFolderArchive(pathToFileURL(join(folder, 'archive'))),
    history: table.history,
    tableUrl: table.url,
    mailbox,
    transport: {
      sender: 'guard@acme.example',
      send: async (mail) => {
        mailbox.push(mail);
        return { state: 'sent' };
      },
    },
    now: () => new Date('2026-11-23T06:00:00Z'),
    async close() {
      await table.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'billable-drift-test-'));
}

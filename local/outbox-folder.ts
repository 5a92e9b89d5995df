import { pathToFileURL } from 'node:url';
import { type Archive, openFolderArchive } from '../lambdas/clients/archive.ts';
import type { History } from '../lambdas/clients/history/history.ts';
import { getMail, keyOfTag, type OutboxMail } from '../lambdas/clients/history/outbox.ts';
import type { TakenMail } from './ses-endpoint.ts';

/** Where mails end on one machine: an `.eml` to open in a mail program, and an `.html` to look at in a browser. */
export interface OutboxFolder {
  /**
   * Keeps a mail that was sent, twice or once: the same mail is one file.
   *
   * @throws Error if its tag names no row, or the files cannot be written
   */
  take(mail: TakenMail): Promise<void>;
  /** Whether a mail came this far. */
  has(mail: OutboxMail): Promise<boolean>;
}

export function openOutboxFolder(folder: string, archive: Archive, history: History): OutboxFolder {
  const outbox = openFolderArchive(pathToFileURL(folder));
  return {
    async take({ tag, eml }) {
      const key = keyOfTag(tag);
      const mail = key ? await getMail(history, key) : undefined;
      if (!mail) throw new Error('its tag names no row of the outbox.');
      const html = await archive.get(`${mail.archiveKey}.html`);
      if (html) await outbox.put(`${fileName(mail)}.html`, html);
      // The .eml last: where it is, the mail has come to its end.
      await outbox.put(`${fileName(mail)}.eml`, eml);
    },
    has: async (mail) => (await outbox.get(`${fileName(mail)}.eml`)) !== undefined,
  };
}

/** `mail/csv/20261123T000000Z/digest-admins-0a1b` as `csv-20261123T000000Z-digest-admins-0a1b`. */
function fileName({ archiveKey }: OutboxMail): string {
  return archiveKey.split('/').slice(1).join('-');
}

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Instant } from '../core/account.ts';
import type { RenderedAsk, RenderedPack } from '../render/packs/render-pack.ts';

export interface PackMail {
  /** Null: whoever sends it. */
  readonly from: string | null;
  readonly date: Instant;
}

/** Writes a pack into a folder of its own that only its owner may read; what lay there before goes. */
export async function writePack(
  folder: string,
  pack: RenderedPack,
  { from, date }: PackMail,
): Promise<readonly string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const write = async (name: string, content: string | Buffer) => {
    await writeFile(join(folder, name), content, { mode: 0o600 });
    written.push(name);
  };
  for (const { name, content } of pack.files) await write(name, content);
  for (const { name, ...mail } of pack.mails) await write(`${name}.eml`, await draft(mail, from, date));
  return written;
}

/** A draft: mail programs open it to be looked at and sent by a person, under that person's own address. */
function draft(mail: Omit<RenderedAsk, 'name'>, from: string | null, date: Instant): Promise<Buffer> {
  const headers = { 'X-Unsent': '1' };
  return new MailComposer({ ...mail, ...(from !== null && { from }), date: new Date(date), headers }).compile().build();
}

import { readFile, writeFile } from 'node:fs/promises';
import { compileMail } from './compile-mail.ts';

/** Writes render/mail/mail-parts.ts of render/mail/mail.mjml. */
await writeFile('render/mail/mail-parts.ts', await compileMail(await readFile('render/mail/mail.mjml', 'utf8')));

import { stringify } from 'csv-stringify/sync';
import type { AskMail } from '../../core/packs/ask-mail.ts';
import type { Pack, PackFile } from '../../core/packs/pack.ts';
import type { Formats } from '../formats.ts';
import { letterPage } from '../mail/letter-page.ts';
import { SAFE_CSV } from '../safe-csv.ts';
import { safeText } from '../safe-text.ts';

/** A file of a pack as its receiver opens it. */
export interface RenderedFile {
  readonly name: string;
  readonly content: string;
}

/** A mail that a person looks at and sends. */
export interface RenderedAsk {
  readonly name: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface RenderedPack {
  readonly files: readonly RenderedFile[];
  readonly mails: readonly RenderedAsk[];
}

/** A pack as files: tables as CSV in which no spreadsheet runs anything, the rest as plain text, mails as mails. */
export function renderPack({ files, leftOut }: Pack, formats: Formats): RenderedPack {
  const rendered = files.flatMap(renderFile);
  const left = leftOut.map(({ accountId, why }) => [accountId, why]);
  return {
    files: left.length === 0 ? rendered : [...rendered, table('left-out', ['Account id', 'Why'], left)],
    mails: files.flatMap((file) =>
      file.kind === 'mails' ? file.mails.map((mail, index) => renderAsk(mail, index + 1, formats)) : [],
    ),
  };
}

function renderFile(file: PackFile): readonly RenderedFile[] {
  switch (file.kind) {
    case 'table':
      return [table(file.name, file.header, file.rows)];
    case 'text':
      return [{ name: `${file.name}.txt`, content: paragraphs([file.title, ...file.paragraphs]) }];
    case 'steps':
      return [{ name: `${file.name}.txt`, content: `${file.steps.map(stepText).map(oneLine).join('\n')}\n` }];
    case 'mails':
      return [];
  }
}

/** With a header for people, whose spreadsheets want a byte order mark; without one an upload, which wants none. */
function table(name: string, header: readonly string[] | null, rows: readonly (readonly string[])[]): RenderedFile {
  const cells = rows.map((row) => row.map(safeText));
  const options = { bom: header !== null, ...SAFE_CSV, record_delimiter: 'windows' as const };
  return { name: `${name}.csv`, content: stringify(header ? [[...header], ...cells] : cells, options) };
}

function stepText({ who, text }: { readonly who: string; readonly text: string }, index: number): string {
  return `${index + 1}. ${who}: ${text}`;
}

function paragraphs(texts: readonly string[]): string {
  return `${texts.map(oneLine).join('\n\n')}\n`;
}

/** Texts are longer than names: made harmless, and not cut. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').replaceAll(/[\p{Bidi_Control}\uFEFF]/gu, '');
}

function renderAsk(mail: AskMail, number: number, formats: Formats): RenderedAsk {
  const { to, subject, answers, answerBy } = mail;
  const until = answerBy === null ? [] : [`Please answer by ${formats.weekday(answerBy)}.`];
  const name = safeText(mail.name);
  const lines = [name === '' ? 'Hello,' : `Hello ${name},`, ...mail.paragraphs.map(oneLine), ...until];
  const choices = answers.map(({ label, after }, index) => `${index + 1}. ${oneLine(label)}. ${oneLine(after)}`);
  const how = 'Answer this mail with the number that is true:';
  return {
    name: `mail-${String(number).padStart(4, '0')}`,
    to: safeText(to),
    subject: safeText(subject),
    text: `${[...lines, how, ...choices].join('\n\n')}\n`,
    html: letterPage(safeText(subject), {
      lines: [...lines, how],
      url: null,
      choices: answers.map(({ label, after }) => ({ label: oneLine(label), after: oneLine(after) })),
      language: formats.language,
    }),
  };
}

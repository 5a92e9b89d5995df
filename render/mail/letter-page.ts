import { choicePart, choicesPart, framePart, linkPart, paragraphPart } from './mail-parts.ts';

export interface Letter {
  readonly lines: readonly string[];
  /** Where the reader answers; null: nowhere but by mail. */
  readonly url: string | null;
  readonly choices: readonly { readonly label: string; readonly after: string }[];
  /** Of its words. */
  readonly language: string;
}

/** The HTML part of a mail that is written to one person: its lines, and what can be answered. */
export function letterPage(subject: string, { lines, url, choices, language }: Letter): string {
  const [, preheader = ''] = lines;
  return framePart({
    lang: language,
    subject,
    preheader,
    blocks: [
      ...lines.map((text) => paragraphPart({ text })),
      ...(url === null ? [] : [linkPart({ url })]),
      ...(choices.length > 0 ? [choicesPart({ choiceParts: choices.map(choicePart) })] : []),
    ],
  }).markup;
}

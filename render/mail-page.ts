import { hangingText } from './hanging-text.ts';
import type { Html } from './html.ts';
import { countPart, countsPart, framePart, paragraphPart, picturePart, titlePart } from './mail/mail-parts.ts';
import type { Picture, RenderedMail } from './rendered-mail.ts';

/** A line with its number, if it has one. */
export interface Line {
  readonly count: string | null;
  readonly text: string;
}

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Shows what the lines say. */
  readonly picture?: Picture;
}

/** A mail's plain text: its headline, a line each, then its sections. */
export function mailText(headline: readonly (readonly string[])[], sections: readonly Section[]): string {
  const blocks = sections.map(({ title, lines }) => [title.toUpperCase(), ...lines.map(textLine)].join('\n'));
  return `${[headline.map((phrases) => phrases.join('   ')).join('\n'), ...blocks].join('\n\n')}\n`;
}

function textLine({ count, text }: Line): string {
  return count === null ? hangingText('  ', text) : hangingText(`${count.padStart(7)}  `, text);
}

/**
 * The same as HTML that mail programs agree on. `language` is that of its words; what its list of mails shows beside the
 * subject is the headline after its first line, which tells whose mail it is.
 */
export function pageOf(
  subject: string,
  headline: readonly (readonly string[])[],
  sections: readonly Section[],
  language: string,
): Html {
  const lines = headline.map((phrases) => phrases.join(' · '));
  return framePart({
    lang: language,
    subject,
    preheader: lines.length > 1 ? lines.slice(1).join(' · ') : lines.join(''),
    blocks: [...lines.map((text) => paragraphPart({ text })), ...sections.flatMap(sectionBlocks)],
  });
}

function sectionBlocks({ title, lines, picture }: Section): readonly Html[] {
  return [
    titlePart({ text: title }),
    ...(picture ? [picturePart({ source: `cid:${picture.cid}`, alt: picture.alt })] : []),
    ...lineBlocks(lines),
  ];
}

/** Lines with numbers that follow each other are one table; a line of its own is a paragraph. */
function lineBlocks(lines: readonly Line[]): readonly Html[] {
  const blocks: Html[] = [];
  let rows: Html[] = [];
  for (const { count, text } of lines) {
    if (count !== null) {
      rows.push(countPart({ count, text }));
      continue;
    }
    if (rows.length > 0) blocks.push(countsPart({ countParts: rows }));
    rows = [];
    blocks.push(paragraphPart({ text }));
  }
  return rows.length > 0 ? [...blocks, countsPart({ countParts: rows })] : blocks;
}

/** The pictures of sections, as they are attached to the mail that shows them. */
export function picturesOf(sections: readonly Section[]): RenderedMail['attachments'] {
  return sections.flatMap(({ picture }) =>
    picture
      ? [{ filename: `${picture.cid}.png`, contentType: 'image/png', content: picture.png, cid: picture.cid }]
      : [],
  );
}

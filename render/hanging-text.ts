const COLUMNS = 80;

/** Text broken at spaces into lines of at most 80 columns, the first after `lead`, the rest indented below it. */
export function hangingText(lead: string, text: string, columns = COLUMNS): string {
  const lines: string[] = [];
  let line = lead;
  for (const [word] of text.matchAll(/ *[^ ]+/g)) {
    if (line === lead || columnsOf(line + word) <= columns) {
      line += word;
    } else {
      lines.push(line);
      line = ' '.repeat(columnsOf(lead)) + word.trimStart();
    }
  }
  return [...lines, line].join('\n');
}

/**
 * Text whose lines have at most so many columns, wherever a space lets them be broken: a line that is too long hangs below
 * its own text. That begins after the last gap of two spaces in its first third, the gap behind a label or a count.
 */
export function fitText(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => (columnsOf(line) <= columns ? line : hangBelowItself(line, columns)))
    .join('\n');
}

function hangBelowItself(line: string, columns: number): string {
  const gaps = [...line.matchAll(/^ +| {2,}/g)].map((gap) => gap.index + gap[0].length);
  const start = gaps.findLast((end) => end <= columns / 3) ?? 0;
  return hangingText(line.slice(0, start), line.slice(start), columns);
}

/** Characters that a terminal shows two columns wide: those of East Asian scripts, and emoji. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\uFF01-\uFF60]/u;
const MARK = /\p{Mark}/u;

function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

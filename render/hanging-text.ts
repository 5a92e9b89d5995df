const COLUMNS = 80;

/** Text broken at spaces into lines of at most 80 characters, the first after `lead`, the rest indented below it. */
export function hangingText(lead: string, text: string): string {
  const lines: string[] = [];
  let line = lead;
  for (const word of text.split(' ')) {
    const longer = line.length === lead.length ? line + word : `${line} ${word}`;
    if (longer.length <= COLUMNS || line.length === lead.length) {
      line = longer;
    } else {
      lines.push(line);
      line = ' '.repeat(lead.length) + word;
    }
  }
  return [...lines, line].join('\n');
}

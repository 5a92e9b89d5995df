import type { Formats } from '../formats.ts';
import type { Section } from '../mail-page.ts';

/** Gmail cuts off what comes after 102 KB of HTML; the program that sends may add a little. */
export const MOST_HTML_BYTES = 100_000;

/** How many lines of a section are tried, the most first. */
const STEPS = [500, 200, 100, 50, 25, 12, 6, 3];

/**
 * The sections with as many of their lines as fit: those of all are cut alike, at the first step that fits, and say how
 * many more are in the attached file. Whole sections are never left out.
 */
export function fitSections(
  sections: readonly Section[],
  {
    file,
    formats,
    bytesOf,
  }: {
    readonly file: string;
    readonly formats: Formats;
    readonly bytesOf: (sections: readonly Section[]) => number;
  },
): readonly Section[] {
  let fitted = sections;
  for (const most of STEPS) {
    if (bytesOf(fitted) <= MOST_HTML_BYTES) break;
    fitted = sections.map((section) => cutSection(section, most, file, formats));
  }
  return fitted;
}

function cutSection(section: Section, most: number, file: string, formats: Formats): Section {
  const more = section.lines.length - most;
  if (more <= 0) return section;
  const rest = { count: null, text: `and ${formats.number(more)} more, in the attached ${file}` };
  return { ...section, lines: [...section.lines.slice(0, most), rest] };
}

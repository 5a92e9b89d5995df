import { hangingText } from './hanging-text.ts';
import { type Html, html } from './html.ts';

/** A line with its number, if it has one. */
export interface Line {
  readonly count: string | null;
  readonly text: string;
}

export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** A mail's plain text: its headline, a line each, then its sections. */
export function mailText(headline: readonly (readonly string[])[], sections: readonly Section[]): string {
  const blocks = sections.map(({ title, lines }) => [title.toUpperCase(), ...lines.map(textLine)].join('\n'));
  return `${[headline.map((phrases) => phrases.join('   ')).join('\n'), ...blocks].join('\n\n')}\n`;
}

function textLine({ count, text }: Line): string {
  return count === null ? hangingText('  ', text) : hangingText(`${count.padStart(7)}  `, text);
}

/** The same as a page that needs nothing from elsewhere. */
export function pageOf(subject: string, headline: readonly (readonly string[])[], sections: readonly Section[]): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.2rem; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
td { vertical-align: top; padding: .15rem .75rem .15rem 0; overflow-wrap: anywhere; }
td.count { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
p { margin: .15rem 0; }
</style>
</head>
<body>
<h1>${subject}</h1>
${headline.map((phrases) => html`<p>${phrases.join(' · ')}</p>\n`)}
${sections.map(sectionHtml)}
</body>
</html>
`;
}

function sectionHtml({ title, lines }: Section): Html {
  return html`<h2>${title}</h2>
<table role="presentation">
${lines.map(lineHtml)}</table>
`;
}

function lineHtml({ count, text }: Line): Html {
  if (count === null) return html`<tr><td colspan="2">${text}</td></tr>\n`;
  return html`<tr><td class="count">${count}</td><td>${text}</td></tr>\n`;
}

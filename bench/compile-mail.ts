import compileMjml from 'mjml';

const PART = /\[\[(\w+)\]\]((?:(?!\[\[\w+\]\])[\s\S])*?)\[\[end\]\]/;

/**
 * The parts of a mail as TypeScript: MJML makes the markup that mail programs agree on, and each `[[part]] … [[end]]` of
 * it becomes a function that fills its `{{places}}` with escaped text. Parts that stand side by side leave one place for
 * the blocks that are made of them; a part within another leaves one for its own kind.
 */
export async function compileMail(mjml: string): Promise<string> {
  const { html, errors } = await compileMjml(mjml, { validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const parts: string[] = [];
  let rest = html.trim().replaceAll(/\s*\n\s*/g, '\n');
  for (let found = PART.exec(rest); found; found = PART.exec(rest)) {
    const [whole, name = '', body = ''] = found;
    parts.push(functionOf(name, body));
    // Parts before it are gone by now: whatever is still open holds it.
    const inside = rest.slice(0, found.index).includes('[[');
    rest = rest.replace(whole, () => (inside ? `{{${name}Parts}}` : '{{blocks}}'));
  }
  parts.push(functionOf('frame', rest.replaceAll(/(\{\{blocks\}\}\s*)+/g, '{{blocks}}\n')));
  return [HEADING, ...parts].join('\n');
}

const HEADING = `// Made of mail.mjml by \`npm run mail\`.
import { type Html, html } from '../html.ts';
`;

function functionOf(name: string, body: string): string {
  const places = [...new Set([...body.matchAll(/\{\{(\w+)\}\}/g)].map(([, place = '']) => place))].sort();
  const types = places.map(
    (place) => `readonly ${place}: ${/^blocks$|Parts$/.test(place) ? 'readonly Html[]' : 'string'}`,
  );
  const template = body.replaceAll(/[\\`]|\$\{/g, '\\$&').replaceAll(/\{\{(\w+)\}\}/g, (_, place) => `\${${place}}`);
  return `export const ${name}Part = ({ ${places.join(', ')} }: { ${types.join('; ')} }): Html => html\`${template}\`;\n`;
}

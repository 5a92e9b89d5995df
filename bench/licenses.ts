import { readFileSync, writeFileSync } from 'node:fs';
import { licensesOf } from './read-lockfile.ts';

/** Writes docs/licenses.md: every package that is installed with this one, and its licence, as the lockfile says. */
const rows = licensesOf(readFileSync('package-lock.json', 'utf8'))
  .filter(({ dev }) => !dev)
  .map(({ name, version, license }) => `| ${name} | ${version} | ${license} |`);

writeFileSync(
  'docs/licenses.md',
  `${[
    '# Licences',
    '',
    'Made by `npm run licenses` from the lockfile: what is installed, or bundled into a function, with this program.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`,
);

import { readFileSync, writeFileSync } from 'node:fs';
import { licenseRows, licensesOf } from './read-lockfile.ts';

/** Writes docs/licenses.md: every package that is installed with this one, and its licence, as the lockfile says. */
const rows = licenseRows(licensesOf(readFileSync('package-lock.json', 'utf8')));

writeFileSync(
  'docs/licenses.md',
  `${[
    '# Licences',
    '',
    'Made by `npm run licenses` from the lockfile: what is `installed` with this program, and bundled into its functions, and',
    'what is `shipped` in it: copied, or bundled and minified, by its own build.',
    '',
    '| package | version | licence | how |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n')}\n`,
);

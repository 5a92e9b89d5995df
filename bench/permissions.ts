import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdPermissions } from '../test/whole/synthesized/hold-permissions.ts';
import { ACTS, startStory } from '../test/whole/synthesized/story.ts';
import { synthesize } from '../test/whole/synthesized/synthesize.ts';
import { ACCOUNT } from '../test/whole/synthesized/template.ts';

/** Runs the synthesized application through all that happens in its test, and writes docs/permissions.md. */
const folder = await mkdtemp(join(tmpdir(), 'billable-drift-permissions-'));
try {
  const assembly = await synthesize(join(folder, 'assembly'));
  const story = await startStory(assembly, folder);
  try {
    for (const { at, does } of ACTS) {
      await story.cloud.skipTo(at);
      await does(story);
    }
    const rows = holdPermissions(assembly.template, story.cloud.calls).map(
      ({ function: name, action, resource, used, implicit }) =>
        `| ${name} | \`${action}\` | \`${resource.replace(ACCOUNT, 'ACCOUNT')}\` | ${used > 0 ? used : (implicit ?? 'never')} |`,
    );
    await writeFile(
      'docs/permissions.md',
      `${[
        '# Permissions',
        '',
        'Made by `npm run permissions`: what each function may do, as synthesized, and how often it did so while the whole',
        'application ran as its test lets it run. Nothing else was called, or the test would have failed.',
        '',
        '| function | may | on | calls |',
        '| --- | --- | --- | --- |',
        ...rows,
      ].join('\n')}\n`,
    );
  } finally {
    await story.close();
  }
} finally {
  await rm(folder, { recursive: true });
}

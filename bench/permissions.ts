import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAnswerStory, synthesizeFull } from '../test/whole/synthesized/answer-story.ts';
import { type HeldPermission, holdPermissions } from '../test/whole/synthesized/hold-permissions.ts';
import { ACTS, startStory } from '../test/whole/synthesized/story.ts';
import { synthesize } from '../test/whole/synthesized/synthesize.ts';
import { ACCOUNT } from '../test/whole/synthesized/template.ts';

/** The functions that are there only if they are switched on. */
const OPTIONAL = ['decide', 'remediate', 'answer'];

/** Runs the synthesized application through all that happens in its tests, and writes docs/permissions.md. */
const folder = await mkdtemp(join(tmpdir(), 'billable-drift-permissions-'));
try {
  await writeFile(
    'docs/permissions.md',
    `${[
      '# Permissions',
      '',
      'Made by `npm run permissions`: what each function may do, as synthesized, and how often it did so while the whole',
      'application ran as its test lets it run. Nothing else was called, or the test would have failed.',
      '',
      ...tableOf(await runEveryWeek(await makeFolder('weeks')), 'never'),
      '',
      '## With remediation and the answer page switched on',
      '',
      'One case that asks two holders, and one that deactivates an account.',
      '',
      ...tableOf(await runCases(await makeFolder('cases')), 'for other runbooks'),
    ].join('\n')}\n`,
  );
} finally {
  await rm(folder, { recursive: true });
}

async function makeFolder(name: string): Promise<string> {
  const made = join(folder, name);
  await mkdir(made);
  return made;
}

async function runEveryWeek(at: string): Promise<readonly HeldPermission[]> {
  const assembly = await synthesize(join(at, 'assembly'));
  const story = await startStory(assembly, at);
  try {
    for (const act of ACTS) {
      await story.cloud.skipTo(act.at);
      await act.does(story);
    }
    return holdPermissions(assembly.template, story.cloud.calls);
  } finally {
    await story.close();
  }
}

async function runCases(at: string): Promise<readonly HeldPermission[]> {
  const assembly = await synthesizeFull(at);
  const story = await startAnswerStory(assembly, at);
  try {
    const holders = await story.findHolders();
    story.holdersSay('use-it');
    await story.carryOut('leave-or-delete-workspace', holders);
    await story.carryOut('deactivate', story.findLeaver());
    return holdPermissions(assembly.template, story.cloud.calls).filter((held) => OPTIONAL.includes(held.function));
  } finally {
    await story.close();
  }
}

function tableOf(rows: readonly HeldPermission[], unused: string): readonly string[] {
  return [
    '| function | may | on | calls |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ function: name, action, resource, partitions, used, implicit }) =>
        `| ${name} | \`${action}\` | \`${[resource.replace(ACCOUNT, 'ACCOUNT'), ...(partitions ?? [])].join(' ')}\` | ${used > 0 ? used : (implicit ?? unused)} |`,
    ),
  ];
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import { exportCsv } from '../../local/simulation/export-csv.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import { commandLine } from '../command-line.ts';
import { tooLong } from '../fitting.ts';
import { makeFolder } from '../stores.ts';

/** docs/questions.md, run as it stands. */
const PAGE = await readFile(new URL('../../docs/questions.md', import.meta.url), 'utf8');
const COLUMNS = 80;
/** Days on which somebody may read it: before the snapshots of the simulated organization, and today, whenever that is. */
const CLOCKS = [new Date('2025-01-15T08:00:00Z'), new Date()];

interface Question {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Commands that stand together, and the lines that they have to print. */
interface Step {
  readonly commands: readonly string[];
  readonly answer: readonly string[];
}

/** A fenced block, or a command on a line of its own. */
const BLOCK = /^```(\w*)\n([\s\S]*?)^```$|^ {4}(billable-drift .*)$/gm;

function stepsOf(text: string): readonly Step[] {
  const steps: { commands: string[]; answer: string[] }[] = [];
  for (const [, language, fenced = '', command] of text.matchAll(BLOCK)) {
    const last = steps.at(-1);
    if (command === undefined) {
      if (language === '') last?.answer.push(...fenced.trimEnd().split('\n'));
    } else if (last && last.answer.length === 0) last.commands.push(command);
    else steps.push({ commands: [command], answer: [] });
  }
  return steps;
}

const [preface = '', ...sections] = PAGE.split(/^## /m);
const QUESTIONS = sections.map((text): Question => ({ title: text.split('\n', 1)[0] ?? '', steps: stepsOf(text) }));

let now: Date;
let folder: string;
let simulation: Simulation;
let account: string;

/** Without line breaks and indents: a terminal of another width breaks elsewhere. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

function argumentsOf(command: string): string[] {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].slice(1).map(([, quoted, plain]) => quoted ?? plain ?? '');
  const named = words.map((word) => {
    if (word === 'ACCOUNT') return account;
    if (word === 'ID') return SIMULATED_ORGANIZATION;
    return /\.(csv|json)$/.test(word) ? join(folder, word) : word;
  });
  return named.includes('--export') ? named : [...named, '--state', join(folder, 'state')];
}

async function say(command: string): Promise<string> {
  const env = command.includes(' doctor ')
    ? { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY }
    : {};
  const { exit, out, err } = await commandLine(argumentsOf(command), { now, env, columns: COLUMNS });
  expect({ command, exit, err }).toEqual({ command, exit: 0, err: '' });
  if (!command.includes('--json')) expect(tooLong(out, COLUMNS)).toEqual([]);
  return out;
}

const accountsOfWeek = z.array(z.record(z.string(), z.string()));

async function writeFiles(): Promise<void> {
  const rows = accountsOfWeek.parse(parse(exportCsv(simulation.world), { columns: true }));
  // Who has signed up for Trello and is not synced: the first are local people of the first week.
  const signedUp = rows.filter(({ Trello, Email, Billable }) => Trello && Email && Billable === 'Yes');
  const local = signedUp.filter(({ 'Atlassian ID': id }) => id && simulation.world.accounts.get(id)?.synced === false);
  account = local[0]?.['Atlassian ID'] ?? '';
  const left = local.slice(1, 4).map(({ Email }) => `${Email},terminated`);
  await writeFile(join(folder, 'hr.csv'), ['email,status', ...left, ''].join('\n'));
  await writeFile(join(folder, 'prepaid.json'), /```json\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? '');
  const header = 'Name,Email,Atlassian ID,Status,Last active,Claimed,Billable,Policy type,Trello,Confluence';
  const row = (index: number, rest: string) =>
    `P ${index},p${index}@fabrikam.com,5f${String(index).padStart(22, '0')},Active,,${rest}`;
  const domain = [
    ...[0, 1, 2].map((index) => row(index, 'No,No,,Trello,')),
    ...[row(3, 'No,No,,,contoso'), row(4, 'No,No,,,'), row(5, 'Yes,Yes,,Trello,')],
  ];
  await writeFile(join(folder, 'fabrikam.csv'), [header, ...domain].join('\n'));
}

test('every question has a command and an answer', () => {
  expect(QUESTIONS.map(({ title }) => Number.parseInt(title, 10))).toEqual([
    ...Array.from({ length: 15 }, (_, index) => index + 1),
  ]);
  for (const { steps } of QUESTIONS) {
    expect(steps.every(({ commands, answer }) => commands.length > 0 && answer.length > 0)).toBe(true);
    expect(steps.length).toBeGreaterThan(0);
  }
});

describe.each(CLOCKS)('read at %j', (clock) => {
  beforeAll(async () => {
    now = clock;
    folder = await makeFolder();
    for (let week = 0; week < 3; week += 1) await say('billable-drift simulate --run --accounts 1000');
    simulation = await startSimulation({ accounts: 1000, agents: 200, signUps: 300, day: 21 });
    await writeFiles();
    for (const { commands } of stepsOf(preface)) for (const command of commands) await say(command);
  }, 180_000);
  afterAll(async () => {
    await simulation?.close();
    await rm(folder, { recursive: true });
  });

  test.each(QUESTIONS)(
    '$title',
    async ({ steps }) => {
      for (const { commands, answer } of steps) {
        const out: string[] = [];
        for (const command of commands) out.push(await say(command));
        const said = flat(out.join('\n'));
        for (const line of answer) expect(said).toContain(flat(line));
      }
    },
    60_000,
  );

  test('the bridge of the invoice adds up', async () => {
    const { periods } = z
      .object({
        periods: z.array(
          z.object({
            invoice: z.object({ quantity: z.number() }).nullable(),
            bridge: z.record(z.string(), z.unknown()).nullable(),
          }),
        ),
      })
      .parse(JSON.parse(await say(`billable-drift invoice list --json --organization ${SIMULATED_ORGANIZATION}`)));
    const { invoice, bridge } = periods.at(-1) ?? {};
    const sum = ['counted', 'external', 'peak', 'unknown'].reduce((total, part) => total + Number(bridge?.[part]), 0);
    expect(bridge).toMatchObject({ explained: sum, billed: 625, unexplained: 625 - sum });
    expect(invoice?.quantity).toBe(625);
  });
});

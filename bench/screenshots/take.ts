import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../../cli/command-context.ts';
import { main } from '../../cli/main.ts';
import { processContext } from '../../cli/process-context.ts';
import { runSimulatedWeeks } from '../../cli/run-simulated-weeks.ts';
import { SIMULATED_ORGANIZATION, startSimulation } from '../../local/simulation/server.ts';
import { dayTime, GUIDE } from '../../local/simulation/world.ts';
import { openChromium } from '../../test/browser/chromium.ts';
import { sheetPage } from './sheet-page.ts';
import { takePicture } from './take-picture.ts';

/**
 * Runs the simulated organization for half a year and takes pictures of what it got: the newest digest, the page of the
 * report, and a sheet of the workbook. They go to docs/pictures. Needs Linux, for the browser that comes from npm.
 *
 *     npm run screenshots
 */
const WEEKS = 26;
const PICTURES = 'docs/pictures';
const LAST_DAY = dayTime(WEEKS * 7)
  .toISOString()
  .slice(0, 10);

const state = await mkdtemp(join(tmpdir(), 'billable-drift-screenshots-'));
const browser = await openChromium();
try {
  await liveHalfAYear();
  await mkdir(PICTURES, { recursive: true });
  const picture = (name: string) => join(PICTURES, `${name}.png`);
  await takePicture(browser, await newestDigest(), picture('digest'), { width: 680, height: 1000 });
  await takePicture(browser, await newestDigest(), picture('digest-dark'), { width: 375, height: 800, dark: true });
  const page = await reportAs('html');
  await takePicture(browser, page.toString(), picture('report'), { width: 1000, height: 960 });
  await takePicture(browser, await sheetPage(await reportAs('xlsx')), picture('workbook'), {
    width: 1000,
    height: 500,
  });
} finally {
  await browser.close();
  await rm(state, { recursive: true });
}

async function liveHalfAYear(): Promise<void> {
  const organization = { ...GUIDE, requests: 0 };
  const simulation = await startSimulation({
    ...{ ...organization, day: 0, port: 0, pageSize: 100 },
    faults: { latencyMs: 0, serverErrorRate: 0, droppedRate: 0, truncatedRate: 0, badCursorRate: 0, callsPerMinute: 0 },
  });
  try {
    const quiet = { ...processContext(), print: () => {}, emit: () => {}, progress: () => {} };
    for (let week = 1; week <= WEEKS; week += 1) {
      if (week === WEEKS) await enterBills(quiet);
      await runSimulatedWeeks(simulation, organization, state, quiet);
      process.stdout.write(`week ${week}\n`);
    }
  } finally {
    await simulation.close();
  }
}

/** What finance would have entered by then. */
async function enterBills(context: CommandContext): Promise<void> {
  const usd = ['--currency', 'USD'];
  const bills = [
    ['invoice', 'add', '--period', '2027-05', '--quantity', '795', '--amount', '2782.50', ...usd],
    ...[234, 811, 814, 830].map((size) => [
      ...['quote', 'add', '--quantity', `${size}`],
      ...usd,
      '--amount',
      `${size * 3.5}`,
    ]),
  ];
  for (const bill of bills) await command(bill, context);
}

async function command(args: readonly string[], context: CommandContext): Promise<void> {
  const here = ['--organization', SIMULATED_ORGANIZATION, '--state', state];
  const now = () => new Date(dayTime(WEEKS * 7).getTime() + 3_600_000);
  const exit = await main([...args, ...here], { ...context, now });
  if (exit !== 0) throw new Error(`${args.join(' ')} ended with ${exit}`);
}

async function newestDigest(): Promise<string> {
  const outbox = join(state, 'outbox');
  const names = (await readdir(outbox)).filter((name) => /digest-finance-.*\.html$/.test(name)).sort();
  return readFile(join(outbox, names.at(-1) ?? ''), 'utf8');
}

async function reportAs(format: 'html' | 'xlsx'): Promise<Buffer> {
  const out = join(state, `report.${format}`);
  await command(
    ['report', '--from', '2026-11-16', '--to', LAST_DAY, '--format', format, '--out', out],
    processContext(),
  );
  return readFile(out);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SIMULATED_KEY, SIMULATED_ORGANIZATION, startSimulation } from '../local/simulation/server.ts';

/**
 * Two weekly runs over a large simulated organization, each in a process of its own: the most memory it held, and its
 * CPU time as a ratio to parsing the same pages with JSON.parse alone, in this run.
 *
 *     npm run bench -- 1000000
 */
const accounts = Number(process.argv[2] ?? 100_000);
const simulation = await startSimulation({ accounts, agents: accounts / 50, signUps: accounts / 33, pageSize: 1000 });
const state = await mkdtemp(join(tmpdir(), 'billable-drift-bench-'));

try {
  const bareSeconds = await parseBare();
  console.log(`${accounts} accounts, ${bareSeconds.toFixed(2)} s of CPU for JSON.parse alone`);
  for (const day of [0, 7]) {
    simulation.goTo(day);
    const { cpuSeconds, maxMegabytes } = await run(`2026-11-${16 + day}`);
    const ratio = (cpuSeconds / bareSeconds).toFixed(1);
    console.log(`${day === 0 ? 'first ' : 'second'} run: ${maxMegabytes} MB at most, CPU ${ratio} times JSON.parse`);
  }
} finally {
  await simulation.close();
  await rm(state, { recursive: true });
}

async function parseBare(): Promise<number> {
  let seconds = 0;
  let next: string | null = `${simulation.url}/admin/v1/orgs/${SIMULATED_ORGANIZATION}/users`;
  while (next !== null) {
    const response: Response = await fetch(next, { headers: { authorization: `Bearer ${SIMULATED_KEY}` } });
    const text = await response.text();
    const before = process.cpuUsage();
    const page = JSON.parse(text);
    const used = process.cpuUsage(before);
    seconds += (used.user + used.system) / 1e6;
    next = page.links.next;
  }
  return seconds;
}

async function run(asOf: string): Promise<{ cpuSeconds: number; maxMegabytes: number }> {
  const program = `
    process.argv.push('billable-drift', 'run', '--organization', '${SIMULATED_ORGANIZATION}', '--state', ${JSON.stringify(state)}, '--as-of', '${asOf}', '--json');
    process.on('exit', () => process.stderr.write(JSON.stringify(process.resourceUsage()) + '\\n'));
    await import('./bin/billable-drift.ts');`;
  const env = { ...process.env, ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
  const child = spawn(process.execPath, ['--max-semi-space-size=8', '--input-type=module', '-e', program], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(`the run failed: ${said}`);
  const usage = JSON.parse(said.trim().split('\n').at(-1) ?? '');
  return {
    cpuSeconds: (usage.userCPUTime + usage.systemCPUTime) / 1e6,
    maxMegabytes: Math.round(usage.maxRSS / 1024),
  };
}

import { spawnSync } from 'node:child_process';
import * as z from 'zod';

/**
 * `npm audit` for what is installed with this program: fails on a known weakness that is high or critical. A registry that
 * cannot be reached, or knows no audits, is said and is no failure: it is asked again with the next change.
 */
const reportSchema = z.object({
  metadata: z.object({ vulnerabilities: z.object({ high: z.number(), critical: z.number(), total: z.number() }) }),
});

const { stdout } = spawnSync('npm', ['audit', '--omit', 'dev', '--json'], { encoding: 'utf8' });
const report = reportSchema.safeParse(parse(stdout));
if (!report.success) {
  console.log('The registry could not be asked for known weaknesses: nothing is known, neither good nor bad.');
} else {
  const { high, critical, total } = report.data.metadata.vulnerabilities;
  console.log(`${total} known weaknesses, ${high} high, ${critical} critical.`);
  if (high + critical > 0) process.exitCode = 1;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

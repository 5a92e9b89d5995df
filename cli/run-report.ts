import { join } from 'node:path';
import type { OrganizationSettings } from '../core/settings.ts';
import type { StateFolder } from '../local/state-folder.ts';
import { digestText } from '../render/digest/render-digest.ts';
import { formatsFor } from '../render/formats.ts';
import { firstReport } from '../render/terminal/first-report.ts';
import { whatMayFit } from '../render/terminal/what-may-fit.ts';
import type { RunResult } from './run-json.ts';

/** What a run says at the terminal: the same numbers as its mail, and where everything lies. No names. */
export function runReport(
  { organization, asOf, outcome, told }: RunResult,
  settings: OrganizationSettings,
  state: Pick<StateFolder, 'outbox' | 'archive'>,
  stateName: string,
): string {
  if (outcome.state === 'superseded') {
    return `Superseded: a newer snapshot of ${organization}, as of ${outcome.head}, is there already. Nothing was recorded or sent.`;
  }
  if (outcome.state === 'partial') {
    return `Partial: ${outcome.snapshot.reason}. The snapshot as of ${asOf} is kept as partial; no drift was told. Run again.`;
  }
  if (!told) return '';
  const formats = formatsFor(settings.locale, settings.timeZone);
  const { digest } = told.recorded;
  const body =
    digest.baseline === null
      ? [
          firstReport(digest, outcome.snapshot, formats),
          ...whatMayFit(digest.plan, formats),
          nextLines(outcome.snapshot.source.kind),
        ].join('\n')
      : digestText(digest, settings.name, formats).trimEnd();
  const mails = told.deliveries.map(({ audience, state: outcome, detail }) => {
    return `${audience}: ${DELIVERED[outcome]}${detail ? ` (${detail})` : ''}`;
  });
  return [
    body,
    '',
    `Mail      ${mails.join('; ')}`,
    `          ${state.outbox}`,
    `Archive   ${state.archive.location}`,
    `Nothing left this machine and nothing was changed at Atlassian. Names are only`,
    `under ${join(stateName, '/')}`,
  ].join('\n');
}

const DELIVERED = {
  sent: 'written',
  failed: 'NOT written',
  unsure: 'perhaps written',
  'already-sent': 'written before',
};

function nextLines(source: 'api' | 'csv'): string {
  const lines =
    source === 'csv'
      ? [
          'billable-drift init --csv FILE          say which sites are yours',
          'a read-only key (read:accounts:admin)   reads it all by itself',
          'run again next week                     then I say who came and why',
        ]
      : ['name your sites in billable-drift.json', 'run again next week: then I say who came and why'];
  return lines.map((line, index) => `${index === 0 ? 'Next' : '    '}  ${index + 1}  ${line}`).join('\n');
}

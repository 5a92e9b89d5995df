import { join } from 'node:path';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import type { Delivery } from '../lambdas/clients/outbox/send-mail.ts';
import type { StateFolder } from '../local/state-folder.ts';
import { qualityWords } from '../render/digest/quality.ts';
import { digestText } from '../render/digest/render-digest.ts';
import { type Formats, formatsFor } from '../render/formats.ts';
import { hangingText } from '../render/hanging-text.ts';
import { firstReport } from '../render/terminal/first-report.ts';
import { whatMayFit } from '../render/terminal/what-may-fit.ts';
import type { RunResult } from './run-json.ts';

/** What a run says at the terminal: the same numbers as its mail, and where everything lies. No names. */
export function runReport(
  { organization, asOf, outcome, told, alerts }: RunResult,
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
  const formats = formatsFor(settings.locale, settings.timeZone);
  if (!told) return [stepText(outcome.snapshot, formats), ...whereLines(alerts, state, stateName)].join('\n');
  const { digest } = told.recorded;
  const body =
    digest.baseline === null
      ? [
          firstReport(digest, outcome.snapshot, formats),
          ...whatMayFit(digest.plan, formats),
          nextLines(
            outcome.snapshot.source.kind,
            digest.quality.some(({ kind }) => kind === 'assumed-sites'),
          ),
        ].join('\n')
      : digestText(digest, settings.name, formats).trimEnd();
  return [
    body,
    '',
    ...toldBefore(told.deliveries, asOf, formats),
    ...whereLines(told.deliveries, state, stateName),
  ].join('\n');
}

/** The same snapshot once more: what was entered or decided since is in no digest of it. */
function toldBefore(deliveries: readonly Delivery[], asOf: string, formats: Formats): readonly string[] {
  if (deliveries.length === 0 || deliveries.some(({ state }) => state !== 'already-sent')) return [];
  const text = `The snapshot of ${formats.time(asOf)} was told before, and its digest stays as it was recorded then. What was entered since is in the next one: run with a newer export or a later --as-of; options and report tell it now.`;
  return [hangingText('', text), ''];
}

/** A day without a digest. */
function stepText({ billable, accounts, asOf, unconfirmedAbsences }: CompleteSnapshot, formats: Formats): string {
  const counts = `${formats.number(billable)} billable of ${formats.number(accounts)}`;
  const unconfirmed = { kind: 'unconfirmed-absences' as const, accounts: unconfirmedAbsences };
  const doubt = unconfirmedAbsences > 0 ? ` ${qualityWords(unconfirmed, formats)}` : '';
  return `No digest is due. As of ${formats.day(asOf)} ${counts}: what changed is recorded.${doubt}\n`;
}

function whereLines(
  deliveries: readonly Delivery[],
  state: Pick<StateFolder, 'outbox' | 'archive'>,
  stateName: string,
): readonly string[] {
  const mails = deliveries.map(({ kind, audience, state: outcome, detail }) => {
    const what = kind === 'digest' ? '' : `${kind} for `;
    return `${what}${audience}: ${DELIVERED[outcome]}${detail ? ` (${detail})` : ''}`;
  });
  return [
    `Mail      ${mails.length > 0 ? mails.join('; ') : 'none'}`,
    `          ${state.outbox}`,
    `Archive   ${state.archive.location}`,
    `Nothing left this machine and nothing was changed at Atlassian. Names are only`,
    `under ${join(stateName, '/')}`,
  ];
}

const DELIVERED = {
  sent: 'written',
  failed: 'NOT written',
  unsure: 'perhaps written',
  'already-sent': 'written before',
};

/** Whoever has said which sites are theirs is not asked again. */
function nextLines(source: 'api' | 'csv', sitesAssumed: boolean): string {
  const lines =
    source === 'csv'
      ? [
          ...(sitesAssumed ? ['billable-drift init --csv FILE          say which sites are yours'] : []),
          'a read-only key (read:accounts:admin)   reads it all by itself',
          'run again next week                     then I say who came and why',
        ]
      : [
          ...(sitesAssumed ? ['name your sites in billable-drift.json'] : []),
          'run again next week: then I say who came and why',
        ];
  return lines.map((line, index) => `${index === 0 ? 'Next' : '    '}  ${index + 1}  ${line}`).join('\n');
}

import { civilDay } from '../../../core/civil-day.ts';
import { judgeExposure } from '../../../core/exposure.ts';
import { hasSignUp, isReplaceable, urgencyOf } from '../../../core/in-question.ts';
import type { OrganizationFindings } from '../../../core/inspection.ts';
import { presenceReader } from '../../../core/people.ts';
import type { OrganizationSettings } from '../../../core/settings.ts';
import type { CompleteSnapshot } from '../../../core/snapshot.ts';
import { readAccountParts } from '../../clients/account-parts.ts';
import type { Archive } from '../../clients/archive.ts';
import { getHead } from '../../clients/history/head.ts';
import type { History } from '../../clients/history/history.ts';
import { getSnapshot } from '../../clients/history/snapshots.ts';
import type { ChosenAccount } from '../../clients/inspections.ts';
import { getPeople } from '../../clients/people-file.ts';
import { findRules } from '../../find-rules.ts';
import { earlierSignUps } from '../../find-sign-ups.ts';
import { earlierInspections } from './earlier-inspections.ts';

/**
 * The accounts of a snapshot that are in question, the most urgent first. Of one urgency those that were never inspected
 * come first, then those whose inspection is the longest ago: where not all can be reached, everybody's turn comes.
 */
export async function chooseAccounts(
  { archive, history }: { readonly archive: Archive; readonly history: History },
  snapshot: CompleteSnapshot,
  settings: OrganizationSettings,
  findings: OrganizationFindings,
): Promise<readonly ChosenAccount[]> {
  const rules = await findRules(archive, snapshot, settings, findings);
  const presenceOf = presenceReader(
    await getPeople(archive, snapshot.organization),
    civilDay(snapshot.asOf, settings.timeZone),
  );
  const before = await earlierSignUps(archive, await lastTold(history, snapshot), snapshot, rules);
  const earlier = await earlierInspections(archive, snapshot);
  const chosen: { readonly rank: string; readonly account: ChosenAccount }[] = [];
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const account of accounts) {
      const { accountId, email, lastActive } = account;
      const question = {
        account,
        verdict: judgeExposure(account, rules, snapshot.asOf),
        hasLeft: presenceOf(account).state === 'left',
        signedUp: before !== null && !before.has(accountId) && hasSignUp(account, rules),
      };
      const urgency = urgencyOf(question);
      if (urgency === null) continue;
      const rank = `${urgency} ${earlier.get(accountId)?.inspectedAt ?? ''} ${accountId}`;
      chosen.push({ rank, account: { accountId, email, lastActive, replaceable: isReplaceable(question) } });
    }
  }
  return chosen.sort((one, other) => (one.rank < other.rank ? -1 : 1)).map(({ account }) => account);
}

/** The snapshot of the last digest, against which new sign-ups are told; before any digest the one before. */
async function lastTold(history: History, { organization, asOf, previous }: CompleteSnapshot) {
  const { digest } = await getHead(history, organization);
  const told = digest !== undefined && digest < asOf ? digest : previous;
  const snapshot = told === null ? undefined : await getSnapshot(history, organization, told);
  return snapshot?.state === 'complete' ? snapshot : null;
}

import type { Account } from './account.ts';
import { judgeAccess } from './exposure.ts';
import type { AccountInspection } from './inspection.ts';
import type { OptionOrganization, OptionSubject } from './options/option.ts';
import { type PreventionFacts, signUpsOf } from './prevention.ts';
import { tally } from './tally.ts';

/** What was seen at the door since the last digest. */
export interface DoorSightings {
  /** Accounts, billable or not, that have signed up for something since. */
  readonly newSignUps: readonly Account[];
  readonly subjects: readonly OptionSubject[];
  readonly inspections: ReadonlyMap<string, AccountInspection>;
  readonly organization: OptionOrganization;
  readonly enterprise: boolean;
}

/** Puts together what prevention is inferred from. A seat on an own site was never used if its account never was. */
export function seeDoor({
  newSignUps,
  subjects,
  inspections,
  organization,
  enterprise,
}: DoorSightings): PreventionFacts {
  const seats = new Map<string, number>();
  for (const { account, inspection } of subjects) {
    if (account.billable !== 'billable' || inspection.activity.state !== 'never') continue;
    const own = account.access.filter((access) => judgeAccess(access, organization.rules) === 'licensed');
    for (const site of new Set(own.flatMap((access) => access.site ?? []))) tally(seats, site);
  }
  return {
    signUps: signUpsOf(newSignUps, inspections),
    autoClaim: organization.findings.autoClaim,
    neverUsedSeats: [...seats]
      .map(([site, accounts]) => ({ site, accounts }))
      .sort((a, b) => (a.site < b.site ? -1 : 1)),
    enterprise,
  };
}

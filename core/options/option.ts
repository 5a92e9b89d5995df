import type { Account, Instant } from '../account.ts';
import type { ExposureRules, ExposureVerdict } from '../exposure.ts';
import type { AccountInspection, OrganizationFindings } from '../inspection.ts';
import type { Presence } from '../people.ts';
import type { DirectorySettings } from '../settings.ts';
import type { OptionId } from './option-id.ts';
import type { Source } from './source.ts';

/** The organization's side of every judgement. */
export interface OptionOrganization {
  readonly rules: ExposureRules;
  readonly findings: OrganizationFindings;
  readonly directories: readonly DirectorySettings[];
  readonly nonBillablePolicyId: string | null;
  readonly allowedOptions: readonly OptionId[];
  readonly guardPremium: 'bought' | 'not-bought' | 'unknown';
  readonly asOf: Instant;
  /** Today in the organization's zone, `2026-11-23`. */
  readonly today: string;
  /** The last working day before the next count; null if no contract tells it. */
  readonly fixBy: string | null;
}

/** All that is known of one account when options are judged. */
export interface OptionSubject {
  readonly account: Account;
  /** `external-user`: not claimed, and billable through the external users' policy. */
  readonly relation: 'managed' | 'external-user';
  readonly exposure: ExposureVerdict;
  readonly inspection: AccountInspection;
  readonly presence: Presence;
  readonly organization: OptionOrganization;
  /** How many accounts would be replaced through the identity provider together; 0 where one is judged alone. */
  readonly relinking: number;
}

/**
 * Why an option is not open. `does-not-apply`: there is nothing of its kind here; `refused`: a rule forbids it;
 * `not-allowed`: the organization's settings leave it out; `missing-fact`: it may be open, `how` tells what to find out.
 */
export type Blocker =
  | {
      readonly kind: 'does-not-apply' | 'refused' | 'not-allowed';
      readonly rule: string;
      readonly why: string;
      readonly source: Source;
    }
  | {
      readonly kind: 'missing-fact';
      readonly rule: string;
      readonly why: string;
      readonly how: string;
      readonly source: Source;
    };

/** Something that does not forbid an option but has to be known before choosing it. */
export interface Caution {
  readonly rule: string;
  readonly why: string;
  readonly source: Source;
}

/** What an option does to the person. */
export interface Consequence {
  readonly effect: string;
  readonly text: string;
  readonly source: Source;
}

export type Undo =
  | { readonly possible: 'yes'; readonly how: string }
  | { readonly possible: 'partly'; readonly how: string; readonly lost: string }
  | { readonly possible: 'no'; readonly why: string };

/** `click`: an admin, once for all; `each`: an admin, account by account; `asking`: the holder decides; `request`: Atlassian does it; `project`: several people, in a fixed order. */
export interface Effort {
  readonly kind: 'click' | 'each' | 'asking' | 'request' | 'project';
  readonly text: string;
}

export type Role = 'organization admin' | 'identity provider admin' | 'site admin' | 'holder' | 'Atlassian support';

export interface Step {
  readonly who: Role;
  readonly text: string;
}

/** Whether an option begun today is done before the next count. */
export interface CutOff {
  readonly makes: 'yes' | 'no' | 'depends' | 'unknown';
  readonly why: string;
}

/** How long an option takes: an admin can finish it on one day, it needs working days, or others decide. */
export type Lead =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'working-days'; readonly days: number }
  | { readonly kind: 'others'; readonly who: string };

/** Where single sign-on is given up, security approves. */
export type Approval = 'approver' | 'security-approver';

export type Rule<Found> = (subject: OptionSubject) => Found | null;

/** One remedy: its rules, and what is to be said about it for one account. */
export interface Option {
  readonly id: OptionId;
  readonly approval: Approval;
  readonly effort: Effort;
  readonly lead: Lead;
  /** Who feels it, in a few words: `lose single sign-on`. */
  readonly feels: string;
  /** Whether it also takes the account out of the count for Guard Premium. */
  readonly lowersPremium: boolean;
  readonly rules: readonly Rule<Blocker>[];
  readonly cautions: readonly Rule<Caution>[];
  readonly consequences: (subject: OptionSubject) => readonly Consequence[];
  readonly undo: (subject: OptionSubject) => Undo;
  readonly steps: (subject: OptionSubject) => readonly Step[];
  /** For the person affected, in sentences. */
  readonly personText: (subject: OptionSubject) => string;
}

interface Told {
  readonly option: OptionId;
  readonly cautions: readonly Caution[];
  readonly consequences: readonly Consequence[];
  readonly lowersPremium: boolean;
  readonly feels: string;
  readonly effort: Effort;
  readonly undo: Undo;
  readonly steps: readonly Step[];
  readonly personText: string;
  readonly approval: Approval;
  readonly cutOff: CutOff;
}

/** What an option comes to for one account; not feasible always says by which rules. */
export type OptionVerdict =
  | (Told & { readonly feasible: true; readonly blockers: readonly [] })
  | (Told & { readonly feasible: false; readonly blockers: readonly [Blocker, ...Blocker[]] });

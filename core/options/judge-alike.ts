import { OPTIONS_IN_ORDER } from './all-options.ts';
import { judgeOption } from './judge-option.ts';
import type { OptionOrganization, OptionSubject, OptionVerdict } from './option.ts';
import { judgeOrphanedLink, type OrphanedLink } from './orphaned-link.ts';

export interface Judgement {
  /** All options, in the order of recommendation. */
  readonly verdicts: readonly OptionVerdict[];
  readonly path: OrphanedLink | null;
}

/** Every option for one account, in the order of recommendation, whether or not it would be targeted. */
export function judgeAll(subject: OptionSubject): Judgement {
  return {
    verdicts: OPTIONS_IN_ORDER.map((option) => judgeOption(option, subject)),
    path: judgeOrphanedLink(subject),
  };
}

/**
 * Judges many accounts; those that no rule can tell apart share one judgement, so that ten thousand sign-ups hold little
 * more than their ids.
 */
export function alikeJudge(): (subject: OptionSubject) => Judgement {
  const shared = new Map<OptionOrganization, Map<string, Judgement>>();
  return (subject) => {
    const judgements = shared.get(subject.organization) ?? new Map<string, Judgement>();
    shared.set(subject.organization, judgements);
    const key = JSON.stringify(whatRulesSee(subject));
    const judgement = judgements.get(key) ?? judgeAll(subject);
    judgements.set(key, judgement);
    return judgement;
  };
}

/** All that rules and texts read of an account besides its organization. */
function whatRulesSee({ account, relation, exposure, inspection, presence, relinking }: OptionSubject): unknown {
  const { management, scimLinks, manage, organizationAdmin, ownsTrialSites, activity, policy, requestsReported } =
    inspection;
  return [
    account.status,
    account.email !== null && account.email !== '',
    presence.state === 'left' ? account.lastActive : null,
    account.access.map(({ product, site }) => [product, site]),
    relation,
    exposure.exposure,
    management,
    scimLinks.known ? scimLinks.value.map(({ directoryId }) => directoryId) : scimLinks,
    manage,
    organizationAdmin,
    ownsTrialSites,
    activity.state === 'unknown' ? activity : activity.state,
    policy,
    requestsReported,
    presence,
    relinking,
  ];
}

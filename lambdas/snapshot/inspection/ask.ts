import { type Fact, known, unknown, type WhyUnknown } from '../../../core/inspection.ts';
import { AtlassianError } from '../../clients/atlassian/atlassian-error.ts';

export type Question = 'users' | 'policies' | 'manage' | 'scim-links' | 'requests';

/** Questions that are not asked any more, each with why. */
export type GivenUp = Readonly<Partial<Record<Question, WhyUnknown>>>;

/** After so many refusals in a row, and no answer, a question is given up: the key may not ask it of anybody. */
const REFUSALS = 3;

export interface Asker {
  /**
   * One question about one account, or a few. A refusal is a fact that is not known, and why. `requests` are asked of a
   * site: where that does not answer, only they are given up.
   *
   * @throws AtlassianError `unavailable`: nobody answers, so that asking on is in vain
   */
  ask<Value>(question: Question, call: () => Promise<Value>): Promise<Fact<Value>>;
  givenUp(): GivenUp;
}

/** Asks as long as it may hope for an answer. */
export function startAsking(givenUpBefore: GivenUp): Asker {
  const givenUp: Partial<Record<Question, WhyUnknown>> = { ...givenUpBefore };
  const refusals = new Map<Question, number>();
  const noteRefusal = (question: Question, why: WhyUnknown) => {
    const inARow = (refusals.get(question) ?? 0) + 1;
    refusals.set(question, inARow);
    if (inARow >= REFUSALS) givenUp[question] = why;
  };
  return {
    async ask(question, call) {
      const why = givenUp[question];
      if (why !== undefined) return unknown(why);
      try {
        const value = await call();
        refusals.set(question, 0);
        return known(value);
      } catch (error) {
        if (question === 'requests' && isUnavailable(error)) {
          givenUp.requests = 'failed';
          return unknown('failed');
        }
        const reason = reasonOf(error);
        if (reason === 'forbidden' || reason === 'not-offered') noteRefusal(question, reason);
        return unknown(reason);
      }
    },
    givenUp: () => givenUp,
  };
}

/**
 * What a refusal means for a fact.
 *
 * @throws whatever is no refusal of Atlassian
 */
export function reasonOf(error: unknown): WhyUnknown {
  if (!(error instanceof AtlassianError) || error.problem === 'unavailable') throw error;
  switch (error.problem) {
    case 'scope-missing':
    case 'key-refused':
      return 'forbidden';
    case 'refused':
    case 'organization-unknown':
      return 'not-offered';
    default:
      return 'failed';
  }
}

/** Whether Atlassian does not answer at all. */
export function isUnavailable(error: unknown): error is AtlassianError {
  return error instanceof AtlassianError && error.problem === 'unavailable';
}

import * as z from 'zod';
import { type Fact, known, unknown, type WhyUnknown } from '../../../core/inspection.ts';
import { AtlassianError } from '../../clients/atlassian/atlassian-error.ts';

const whySchema = z.enum(['forbidden', 'not-offered']);
export type Question = 'users' | 'policies' | 'manage' | 'scim-links';

/** Questions that are not asked any more, each with why. */
export type GivenUp = Readonly<Partial<Record<Question, z.output<typeof whySchema>>>>;

/** After so many refusals in a row, and no answer, a question is given up: the key may not ask it of anybody. */
const REFUSALS = 3;

export interface Asker {
  /**
   * One question about one account, or a few. A refusal is a fact that is not known, and why.
   *
   * @throws AtlassianError `unavailable`: nobody answers, so that asking on is in vain
   */
  ask<Value>(question: Question, call: () => Promise<Value>): Promise<Fact<Value>>;
  givenUp(): GivenUp;
}

/** Asks as long as it may hope for an answer. */
export function startAsking(givenUpBefore: GivenUp): Asker {
  const givenUp: Partial<Record<Question, z.output<typeof whySchema>>> = { ...givenUpBefore };
  const refusals = new Map<Question, number>();
  return {
    async ask(question, call) {
      const why = givenUp[question];
      if (why !== undefined) return unknown(why);
      try {
        const value = await call();
        refusals.set(question, 0);
        return known(value);
      } catch (error) {
        const reason = reasonOf(error);
        const final = whySchema.safeParse(reason);
        if (final.success) {
          const inARow = (refusals.get(question) ?? 0) + 1;
          refusals.set(question, inARow);
          if (inARow >= REFUSALS) givenUp[question] = final.data;
        }
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

import type { Account } from '../account.ts';
import type { Term } from './contract.ts';
import { type Money, multiplyPrice } from './money.ts';

const PREMIUM_PRODUCTS: ReadonlySet<string> = new Set(['jira-software', 'jira-core', 'confluence']);

/**
 * Whether an account counts for Guard Premium: a person who is not deactivated and can reach Jira or Confluence, on any
 * plan. Atlassian's flag says nothing of it: members of a non-billable policy and Enterprise users count too, and those
 * with only Jira Service Management, Trello or Bitbucket do not.
 */
export function countsForPremium({ type, status, access }: Account): boolean {
  return type === 'atlassian' && status === 'active' && access.some(({ product }) => PREMIUM_PRODUCTS.has(product));
}

/** Guard Premium as a line of its own. */
export interface PremiumCost {
  /** Our count. */
  readonly users: number;
  /** The quantity priced: that of the contract, or our count. */
  readonly quantity: number;
  /** For one month; null: the contract names no price. */
  readonly amount: Money | null;
  readonly assumptions: readonly string[];
}

/** What Guard Premium costs a month; null where the term does not have it. `users`: our count. */
export function costOfPremium(currency: string, { premium }: Term, users: number): PremiumCost | null {
  if (!premium) return null;
  const quantity = premium.quantity ?? users;
  const amount = premium.unitPrice === undefined ? null : multiplyPrice(premium.unitPrice, currency, [quantity]);
  const counted =
    premium.quantity === undefined
      ? ['Guard Premium: our count of accounts with Jira or Confluence; Atlassian lists no users that it bills']
      : [];
  const assumptions = [...counted, ...(amount ? [] : ['Guard Premium: your contract names no unit price'])];
  return { users, quantity, amount, assumptions };
}

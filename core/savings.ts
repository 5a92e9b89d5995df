/** What a number of billable accounts costs a year, in minor units; null where no price is known for that number. */
export type CostOf = (billable: number) => number | null;

/** What going from one number of billable accounts to a smaller one saves; null without a price. */
export function savingOf(before: number, after: number, costOf: CostOf): number | null {
  const [then, now] = [costOf(before), costOf(after)];
  return then === null || now === null ? null : then - now;
}

/**
 * What each of several groups saves if they go one after the other: a later one is priced at the lower bands that the
 * earlier ones have left, so that the savings add up to that of all of them.
 */
export function savingsInOrder(
  billable: number,
  groups: readonly number[],
  costOf: CostOf,
): readonly (number | null)[] {
  let before = billable;
  return groups.map((accounts) => {
    const saving = savingOf(before, before - accounts, costOf);
    before -= accounts;
    return saving;
  });
}

/** What one account fewer saves as things stand. */
export function marginalSaving(billable: number, costOf: CostOf): number | null {
  return billable > 0 ? savingOf(billable, billable - 1, costOf) : 0;
}

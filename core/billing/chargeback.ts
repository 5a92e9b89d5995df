import { type Money, shareOf, splitMoney } from './money.ts';

/** Users who all have the same names in one dimension: a domain, a department, an exposure, or their products. */
export interface ChargebackRow {
  /** Several names, such as products, share a user equally. None: not known. */
  readonly names: readonly string[];
  readonly users: number;
}

export interface ChargebackPart {
  readonly name: string;
  readonly users: number;
  readonly amount: Money;
}

/** A cost split by average price: who costs how much in the bands is nobody's to say. */
export interface Chargeback {
  readonly basis: 'average price';
  /** Null: there is nobody to split among. */
  readonly average: Money | null;
  /** The largest first; together exactly the total. */
  readonly parts: readonly ChargebackPart[];
}

/** Groups of fewer people would name somebody. */
export const LEAST_PEOPLE = 5;

/** The group of everybody whose own group is too small. */
export const OTHERS = 'others';
export const NOT_KNOWN = 'not known';

/**
 * Splits a cost among the users of one dimension, to the cent. Groups of fewer than five people are merged into
 * `others`, with the smallest of the rest until these are five too.
 */
export function chargeBack(total: Money, rows: readonly ChargebackRow[]): Chargeback {
  const users = rows.reduce((sum, row) => sum + row.users, 0);
  if (users === 0) return { basis: 'average price', average: null, parts: [{ name: OTHERS, users: 0, amount: total }] };
  const named = rows.map((row) => ({ ...row, names: row.names.length > 0 ? row.names : [NOT_KNOWN] }));
  const merged = mergeSmall(named);
  const whole = shareUnit(named);
  const weights = new Map<string, number>();
  for (const row of named) {
    for (const name of row.names) {
      const group = merged.has(name) ? OTHERS : name;
      weights.set(group, (weights.get(group) ?? 0) + (row.users * whole) / row.names.length);
    }
  }
  const names = [...weights.keys()].filter((name) => (weights.get(name) ?? 0) > 0);
  const amounts = splitMoney(
    total,
    names.map((name) => weights.get(name) ?? 0),
  );
  const parts = names.map((name, index) => ({
    name,
    users: peopleIn(named, name === OTHERS ? merged : new Set([name])),
    amount: amounts[index] ?? { ...total, minor: 0 },
  }));
  return { basis: 'average price', average: shareOf(total, 1, users), parts: parts.sort(largestFirst) };
}

function mergeSmall(rows: readonly ChargebackRow[]): ReadonlySet<string> {
  const sizes = [...new Set(rows.flatMap(({ names }) => names))]
    .map((name) => ({ name, users: peopleIn(rows, new Set([name])) }))
    .sort((one, other) => one.users - other.users || (one.name < other.name ? -1 : 1));
  const merged = new Set<string>();
  for (const { name, users } of sizes) {
    const enough = merged.size === 0 || peopleIn(rows, merged) >= LEAST_PEOPLE;
    if (users >= LEAST_PEOPLE && enough) break;
    merged.add(name);
  }
  return merged;
}

/** People with any of these names, each once. */
function peopleIn(rows: readonly ChargebackRow[], names: ReadonlySet<string>): number {
  return rows.reduce((sum, row) => (row.names.some((name) => names.has(name)) ? sum + row.users : sum), 0);
}

/** A user in so many units that each can be shared by all its names in whole units. */
function shareUnit(rows: readonly ChargebackRow[]): number {
  return rows.reduce((unit, { names }) => leastCommonMultiple(unit, names.length), 1);
}

function leastCommonMultiple(one: number, other: number): number {
  let [high, low] = [one, other];
  while (low !== 0) [high, low] = [low, high % low];
  return (one / high) * other;
}

function largestFirst(one: ChargebackPart, other: ChargebackPart): number {
  return other.amount.minor - one.amount.minor || other.users - one.users || (one.name < other.name ? -1 : 1);
}

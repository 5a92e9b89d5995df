import {
  add,
  calculator,
  type Dinero,
  type DineroCurrency,
  dinero,
  halfUp,
  subtract,
  toDecimal,
  toSnapshot,
} from 'dinero.js/bigint';
import * as iso4217 from 'dinero.js/bigint/currencies';
import * as z from 'zod';

/** An amount in the smallest unit of its currency: `{ currency: 'USD', minor: 41167 }` is $411.67. */
export interface Money {
  readonly currency: string;
  readonly minor: number;
}

// Currencies that do not count in tens (MGA, MRU) cannot be written as a decimal, and Atlassian bills in none of them.
const currencies = new Map<string, DineroCurrency<bigint>>(
  Object.values(iso4217)
    .filter(({ base }) => base === 10n)
    .map((currency) => [currency.code, currency]),
);

/** A currency by its ISO 4217 code. */
export const currencySchema = z.string().refine((code) => currencies.has(code), {
  error: ({ input }) => `${JSON.stringify(input)} is no ISO 4217 currency such as USD`,
});

/** A decimal of at most six places that is not negative, as text or number; kept as text. */
export const decimalSchema = z.union([z.number().transform(String), z.string()]).refine((text) => DECIMAL.test(text), {
  error: ({ input }) => `${JSON.stringify(input)} is no amount such as 17500 or 4.20`,
});

const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/;

/** Digits after the point of a currency: 2 for USD, 0 for JPY. */
function exponentOf(currency: string): number {
  return Number(currencyOf(currency).exponent);
}

/** `800` or `800.00` as money; null where it is no amount, or has more places than the currency. */
export function readMoney(text: string, currency: string): Money | null {
  if (!DECIMAL.test(text)) return null;
  const places = text.split('.')[1]?.replace(/0+$/, '').length ?? 0;
  return places > exponentOf(currency) ? null : multiplyPrice(text, currency, [1]);
}

export function zeroMoney(currency: string): Money {
  return { currency, minor: 0 };
}

export function addMoney(one: Money, other: Money): Money {
  return plain(add(exact(one), exact(other)));
}

export function subtractMoney(one: Money, other: Money): Money {
  return plain(subtract(exact(one), exact(other)));
}

export function sumMoney(currency: string, amounts: readonly Money[]): Money {
  return amounts.reduce(addMoney, zeroMoney(currency));
}

export function multiplyMoney({ currency, minor }: Money, times: number): Money {
  return { currency, minor: safe(BigInt(minor) * BigInt(times)) };
}

/** The share `part / whole` of an amount, rounded half up to the smallest unit. */
export function shareOf({ currency, minor }: Money, part: number, whole: number): Money {
  return { currency, minor: rounded(BigInt(minor) * BigInt(part), BigInt(whole)) };
}

/**
 * An amount in parts by weight that add up to it exactly, none further than one smallest unit from its share: the sums
 * of the parts are rounded, not the parts. All weights zero: the first part takes all.
 */
export function splitMoney({ currency, minor }: Money, weights: readonly number[]): Money[] {
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) return weights.map((_, index) => ({ currency, minor: index === 0 ? minor : 0 }));
  let weight = 0n;
  let given = 0;
  return weights.map((one) => {
    weight += BigInt(one);
    const sum = rounded(BigInt(minor) * weight, whole);
    const part = sum - given;
    given = sum;
    return { currency, minor: part };
  });
}

/** A price × `times` / `per`, exact until it is rounded once, half up, to the currency's smallest unit. */
export function multiplyPrice(
  price: string,
  currency: string,
  times: readonly number[],
  per: readonly number[] = [],
): Money {
  const [whole = '0', places = ''] = price.split('.');
  const units = BigInt(whole + places) * 10n ** currencyOf(currency).exponent;
  return { currency, minor: rounded(product(units, times), product(10n ** BigInt(places.length), per)) };
}

/**
 * The price of one of `quantity` as decimal text, with as few places as make quantity × price, rounded half up, the
 * amount: `1.37223` for 411.67 / 300.
 */
export function unitPriceOf({ currency, minor }: Money, quantity: number): string {
  const { code, base, exponent } = currencyOf(currency);
  for (let places = 0n; ; places += 1n) {
    const fine = 10n ** places;
    const price = halfUp(BigInt(minor) * fine, BigInt(Math.max(1, quantity)), calculator);
    const back = halfUp(price * BigInt(Math.max(1, quantity)), fine, calculator);
    if (back !== BigInt(minor)) continue;
    return toDecimal(dinero({ amount: price, currency: { code, base, exponent }, scale: exponent + places }));
  }
}

/** `411.67`: all the places of the currency, a point, no separators. */
export function decimalOf(amount: Money): string {
  return toDecimal(exact(amount));
}

/** `$411.67`, in the way of a locale; with `stripIfInteger` `$950` and not `$950.00`. */
export function formatMoney(amount: Money, locale: string, zeros: 'auto' | 'stripIfInteger' = 'auto'): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: amount.currency,
    // In most locales the plain dollar sign is taken as the US one; the other dollars keep their letters.
    currencyDisplay: amount.currency === 'USD' ? 'narrowSymbol' : 'symbol',
    minimumFractionDigits: exponentOf(amount.currency),
    maximumFractionDigits: exponentOf(amount.currency),
    trailingZeroDisplay: zeros,
  }).format(Number(decimalOf(amount)));
}

function currencyOf(code: string): DineroCurrency<bigint> {
  const currency = currencies.get(code);
  if (!currency) throw new RangeError(`currency: ${JSON.stringify(code)} is no ISO 4217 currency such as USD`);
  return currency;
}

function exact({ currency, minor }: Money): Dinero<bigint> {
  return dinero({ amount: BigInt(minor), currency: currencyOf(currency) });
}

function plain(amount: Dinero<bigint>): Money {
  const snapshot = toSnapshot(amount);
  return { currency: snapshot.currency.code, minor: safe(snapshot.amount) };
}

function rounded(numerator: bigint, denominator: bigint): number {
  return safe(halfUp(numerator, denominator, calculator));
}

function safe(minor: bigint): number {
  const number = Number(minor);
  if (!Number.isSafeInteger(number)) throw new RangeError(`amount: ${minor} is too large to be counted exactly`);
  return number;
}

function product(start: bigint, factors: readonly number[]): bigint {
  return factors.reduce((result, factor) => result * BigInt(factor), start);
}

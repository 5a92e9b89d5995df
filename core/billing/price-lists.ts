import * as z from 'zod';
import type { Band, PriceScale } from './price-quantity.ts';

/** A list of public prices as of a year. None of them is the customer's own: figures by it are unverified. */
export interface PriceList {
  /** `list 2023`, as figures name it. */
  readonly name: string;
  /** The first day it is taken for. */
  readonly from: string;
  readonly currency: string;
  readonly bands: readonly Band[];
  readonly minimum: string | null;
  readonly source: string;
  /** What has to be believed with any figure of this list. */
  readonly assumptions: readonly string[];
  /** Users past this one are priced on weak evidence. */
  readonly weakAbove: number | null;
}

/** The lists this program knows, oldest first, with where their figures come from. */
export const PRICE_LISTS: readonly PriceList[] = [
  {
    name: 'list 2018',
    from: '2018-01-01',
    currency: 'USD',
    bands: [
      { from: 1, to: 250, unitPrice: '3.00' },
      { from: 251, to: 1000, unitPrice: '2.00' },
      { from: 1001, unitPrice: '1.00' },
    ],
    minimum: '30.00',
    source:
      'Atlassian staff, Atlassian Community question 836966, July 2018: 1,200 users = $2,450 a month, at least $30',
    assumptions: ['list 2018: in force in July 2018; the days it began and ended are not known'],
    weakAbove: null,
  },
  {
    name: 'list 2023',
    from: '2023-01-01',
    currency: 'USD',
    bands: [
      { from: 1, to: 250, unitPrice: '4.00' },
      { from: 251, to: 1000, unitPrice: '3.00' },
      { from: 1001, unitPrice: '2.00' },
    ],
    minimum: null,
    source:
      'published example of 2023: 200 users = $8,000, 500 = $17,500 a year; public price comparisons: $4 a month to begin with',
    assumptions: [
      'list 2023: bands of 250 and 1,000 users as in 2018, inferred from 200 = $8,000 and 500 = $17,500 a year',
      'list 2023: Atlassian has raised prices since, in October 2024 and 2025; those figures are not known',
    ],
    weakAbove: 1000,
  },
];

export type PriceListSearch =
  | { readonly kind: 'found'; readonly list: PriceList }
  | { readonly kind: 'none'; readonly problem: string };

/** The newest list of a day, month or year: `2023-11-24`, `2023-11` or `2023`. */
export function findPriceList(book: string): PriceListSearch {
  const lastDay = book + '-12-31'.slice(Math.max(book.length - 4, 0));
  if (!/^\d{4}(-\d{2}){0,2}$/.test(book) || !z.iso.date().safeParse(firstDayOf(book)).success) {
    return { kind: 'none', problem: `book: ${JSON.stringify(book)} is no date such as 2023-11-24, 2023-11 or 2023` };
  }
  const list = PRICE_LISTS.findLast(({ from }) => from <= lastDay);
  if (list) return { kind: 'found', list };
  return { kind: 'none', problem: `book: ${book} is before the oldest list known, ${PRICE_LISTS[0]?.name}` };
}

/** The newest list as of a day; null before the oldest one. */
export function newestPriceList(day: string): PriceList | null {
  return PRICE_LISTS.findLast(({ from }) => from <= day) ?? null;
}

/** The first day of a book: of `2023-11` the first of November. */
export function firstDayOf(book: string): string {
  return book + '-01-01'.slice(Math.max(book.length - 4, 0));
}

/** A list as a scale, with the customer's own discount and minimum. */
export function scaleOfList(
  { currency, bands, minimum }: PriceList,
  discountPercent: number,
  floor: string | null,
): PriceScale {
  return { currency, bands, minimum, discountPercent, floor };
}

/** What has to be believed to price this many users by a list. */
export function assumptionsOfList(list: PriceList, quantity: number): readonly string[] {
  const weak = list.weakAbove !== null && quantity > list.weakAbove;
  return [
    ...list.assumptions,
    ...(list.minimum === null && quantity <= 10 ? [`${list.name}: no minimum is known`] : []),
    ...(weak ? [`${list.name}: the price from user ${list.weakAbove + 1} on is a weak guess`] : []),
  ];
}

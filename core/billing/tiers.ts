import * as z from 'zod';
import { counted } from '../counted.ts';

/** Sizes that an annual plan is sold in: a count is charged as the smallest one that holds it. */
export interface Tiers {
  readonly sizes: readonly number[];
  /** Assumed: nobody has said which sizes Guard is sold in. */
  readonly origin: 'contract' | 'assumed';
}

export const tiersSchema = z.array(z.number().int().min(1)).min(1).check(eachRises);

/** No list of Guard's own sizes is known; these are those of other Atlassian products, as far as they are known. */
export const ASSUMED_TIERS: Tiers = { sizes: [50, 100, 200, 300, 400, 500, 600, 800, 1000], origin: 'assumed' };

/**
 * The size that is charged for a count. Above the largest size, and below the smallest assumed one, the count itself:
 * no size is known there.
 */
export function chargedQuantity(
  { sizes, origin }: Tiers,
  quantity: number,
): { readonly quantity: number; readonly assumptions: readonly string[] } {
  if (quantity === 0) return { quantity, assumptions: [] };
  const size = sizes.find((candidate) => candidate >= quantity);
  const below = origin === 'assumed' && quantity < (sizes[0] ?? 0);
  if (size === undefined || below) {
    return {
      quantity,
      assumptions: [`${counted(quantity, 'user')}: no tier is known for this size, the count itself is priced`],
    };
  }
  const assumptions =
    origin === 'assumed'
      ? [`${counted(quantity, 'user')} priced as the tier of ${size}; Guard's own tiers are not known`]
      : [];
  return { quantity: size, assumptions };
}

function eachRises(payload: z.core.ParsePayload<number[]>): void {
  payload.value.forEach((size, index) => {
    const before = payload.value[index - 1];
    if (before === undefined || size > before) return;
    payload.issues.push({
      code: 'custom',
      input: size,
      path: [index],
      message: `${size} is not above ${before}, the tier before`,
    });
  });
}

import { type Contract, contractSchema } from '../../../core/billing/contract.ts';

/** A contract in dollars with these terms; each begins in 2020 unless it says otherwise. */
export function contractOf(...terms: readonly object[]): Contract {
  return contractSchema.parse({ currency: 'USD', terms: terms.map((term) => ({ from: '2020-01-01', ...term })) });
}

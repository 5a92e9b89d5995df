import type { Crossing } from '../../core/alerts/crossing.ts';
import type { Suspicion } from '../../core/alerts/suspicion.ts';
import { decimalOf } from '../../core/billing/money.ts';
import type { Formats } from '../formats.ts';

/** `62 more billable accounts; your threshold is 50`. */
export function crossingWords({ rule, value, threshold, currency }: Crossing, formats: Formats): string {
  const measure = (amount: number) => valueWords({ rule, value: amount, currency }, formats);
  switch (rule) {
    case 'accounts':
      return `${formats.counted(value, 'more billable account')}; your threshold is ${measure(threshold)}`;
    case 'percent':
      return `${measure(value)} more billable accounts; your threshold is ${measure(threshold)}`;
    case 'money':
      return `${measure(value)} a month more, before tax, by prices of your own; your threshold is ${measure(threshold)}`;
  }
}

/** A value of a rule in its unit: `62`, `12.4 %`, `$195.00`. */
export function valueWords({ rule, value, currency }: Omit<Crossing, 'threshold'>, formats: Formats): string {
  if (rule === 'percent') return `${formats.number(Math.floor(value * 10) / 10)} %`;
  if (rule === 'money' && currency !== null) return formats.money(decimalOf({ currency, minor: value }), currency);
  return formats.number(value);
}

/** `billable accounts went from 200 to 500`. */
export function suspicionWords({ what, before, now }: Suspicion, formats: Formats): string {
  const which = what === 'billable' ? 'billable accounts' : 'claimed accounts';
  return `${which} went from ${formats.number(before)} to ${formats.number(now)}`;
}

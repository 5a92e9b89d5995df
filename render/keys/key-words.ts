import type { Instant } from '../../core/account.ts';
import { daysLeft, type KeyRecord } from '../../core/keys.ts';
import type { Formats } from '../formats.ts';

const FROM: Readonly<Record<KeyRecord['expiry']['from'], string>> = {
  told: 'as Atlassian tells',
  entered: 'as entered',
  assumed: 'assumed: a year after it was put',
};

/** `ends Mon 1 Mar 2027, in 98 days (assumed: …)`. */
export function expiryWords(key: Pick<KeyRecord, 'expiry'>, asOf: Instant, formats: Formats): string {
  const { day, from } = key.expiry;
  const left = daysLeft(key, asOf);
  const date = formats.civilDay(day);
  if (left < 0) return `ended ${date} (${FROM[from]})`;
  const when = left === 0 ? 'today' : `in ${formats.counted(left, 'day')}`;
  return `ends ${date}, ${when} (${FROM[from]})`;
}

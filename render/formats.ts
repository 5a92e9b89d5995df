import type { Instant } from '../core/account.ts';
import { formatMoney, readMoney } from '../core/billing/money.ts';

/** Numbers and dates as an organization writes them. */
export interface Formats {
  /** The language of our words, English, in the organization's kind of it if it has one. */
  readonly language: string;
  number(value: number): string;
  /** `1 account`, `1,200 accounts`; `many` is the plural where it is not the noun with an s. */
  counted(count: number, noun: string, many?: string): string;
  /** `+300`, `-2`, `0`. */
  signed(value: number): string;
  /** `Mon 23 Nov 2026` */
  day(instant: Instant): string;
  /** `Mon 23 Nov 2026, 09:00` */
  time(instant: Instant): string;
  /** `23 Nov` */
  shortDay(instant: Instant): string;
  /** A civil day, `2026-11-27`, whatever the time zone: `Fri 27 Nov 2026` */
  civilDay(day: string): string;
  /** `27 Nov` */
  shortCivilDay(day: string): string;
  /** `Fri 27 Nov` */
  weekday(day: string): string;
  /** `Nov 2026` of `2026-11` */
  month(month: string): string;
  /** Decimal text in its currency: `$411.67` */
  money(amount: string, currency: string): string;
  /** Without the cents if there are none: `$950` */
  roundMoney(amount: string, currency: string): string;
}

export function formatsFor(locale: string, timeZone: string): Formats {
  const number = new Intl.NumberFormat(locale);
  const signed = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' });
  const day = new Intl.DateTimeFormat(locale, { timeZone, ...LONG });
  const civil = { timeZone: 'UTC' } as const;
  const civilDay = new Intl.DateTimeFormat(locale, { ...civil, ...LONG });
  const shortCivilDay = new Intl.DateTimeFormat(locale, { ...civil, day: 'numeric', month: 'short' });
  const weekday = new Intl.DateTimeFormat(locale, { ...civil, weekday: 'short', day: 'numeric', month: 'short' });
  const month = new Intl.DateTimeFormat(locale, { ...civil, month: 'short', year: 'numeric' });
  const time = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const shortDay = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
  return {
    language: new Intl.Locale(locale).language === 'en' ? locale : 'en',
    number: (value) => number.format(value),
    counted: (count, noun, many = `${noun}s`) => `${number.format(count)} ${count === 1 ? noun : many}`,
    signed: (value) => signed.format(value),
    day: (instant) => day.format(new Date(instant)).replace(',', ''),
    time: (instant) => `${day.format(new Date(instant)).replace(',', '')}, ${time.format(new Date(instant))}`,
    shortDay: (instant) => shortDay.format(new Date(instant)),
    civilDay: (text) => civilDay.format(midnight(text)).replace(',', ''),
    shortCivilDay: (text) => shortCivilDay.format(midnight(text)),
    weekday: (text) => weekday.format(midnight(text)).replace(',', ''),
    month: (text) => month.format(midnight(`${text}-01`)),
    money: (amount, currency) => moneyText(amount, currency, locale, 'auto'),
    roundMoney: (amount, currency) => moneyText(amount, currency, locale, 'stripIfInteger'),
  };
}

/**
 * Numbers and days as the locale orders and separates them, in digits and marks that a Latin font has: for pictures, which
 * bring one font. `27/11`, `1,000`.
 */
export function plainFormats(locale: string, timeZone: string) {
  const latin = { numberingSystem: 'latn' } as const;
  const number = new Intl.NumberFormat(locale, latin);
  const day = new Intl.DateTimeFormat(locale, {
    ...latin,
    calendar: 'gregory',
    timeZone,
    day: '2-digit',
    month: '2-digit',
  });
  const plain = (text: string) => text.replaceAll(/[^\d.,'’/-]+/gu, (mark) => (/^\s+$/u.test(mark) ? '\u00a0' : ''));
  return {
    number: (value: number) => plain(number.format(value)),
    day: (instant: Instant) => plain(day.format(new Date(instant))),
  };
}

const LONG = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const;

function midnight(day: string): Date {
  return new Date(`${day}T00:00:00Z`);
}

function moneyText(amount: string, currency: string, locale: string, zeros: 'auto' | 'stripIfInteger'): string {
  const negative = amount.startsWith('-');
  const money = readMoney(negative ? amount.slice(1) : amount, currency);
  if (!money) return `${amount} ${currency}`;
  return formatMoney(negative ? { ...money, minor: -money.minor } : money, locale, zeros);
}

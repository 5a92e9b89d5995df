import type { Audience } from '../core/digest.ts';
import type { OrganizationSettings } from '../core/settings.ts';

/** Who gets the mail of a run if the settings name nobody; no mail can ever reach that domain (RFC 2606). */
const STAND_INS: Readonly<Record<Audience, string>> = {
  admins: 'admins@outbox.invalid',
  finance: 'finance@outbox.invalid',
};

/** Whoever is not named in the settings has their mail in the outbox all the same. */
export function withStandIns({ mail, ...settings }: OrganizationSettings): OrganizationSettings {
  const admins = mail.admins.length > 0 ? mail.admins : [STAND_INS.admins];
  const finance = mail.finance.length > 0 ? mail.finance : [STAND_INS.finance];
  return { ...settings, mail: { ...mail, admins, finance } };
}

/** Everybody named, and who stood in while nobody was. */
export function andStandIns({ mail, ...settings }: OrganizationSettings): OrganizationSettings {
  const admins = [...mail.admins, STAND_INS.admins];
  const finance = [...mail.finance, STAND_INS.finance];
  return { ...settings, mail: { ...mail, admins, finance } };
}

export function isStandIn(address: string): boolean {
  return Object.values(STAND_INS).includes(address);
}

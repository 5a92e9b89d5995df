import type { Account, Instant } from '../../core/account.ts';
import type { Change } from '../../core/drift.ts';
import type { AccessOwner, Exposure } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { type Formats, formatsFor } from '../formats.ts';
import { safeText } from '../safe-text.ts';
import { exposureWords } from '../words.ts';

/** What is known of one account. `since` null: no snapshot shows a change, so since before the first one. */
export interface AccountExplained {
  readonly account: Account;
  /** The newest snapshot of the organization. */
  readonly asOf: Instant;
  /** The newest snapshot that has the account: earlier than `asOf` if it is gone. Its state and accesses are of then. */
  readonly lastSeen: Instant;
  readonly exposure: Exposure | null;
  /** Whose sites are whose was read out of the data, because no settings name the sites. */
  readonly assumed: boolean;
  readonly access: readonly {
    readonly product: string;
    readonly site: string | null;
    readonly owner: AccessOwner;
    readonly lastActive: string;
  }[];
  readonly since: Instant | null;
  readonly firstSnapshot: Instant;
  readonly moments: readonly { readonly asOf: Instant; readonly change: Change }[];
}

const OWNERS: Readonly<Record<AccessOwner, string>> = {
  licensed: 'your site or licence',
  sandbox: 'your sandbox',
  'partner-site': 'partner site',
  'foreign-site': 'not your site',
  'self-signup': 'anyone can sign up for it',
  unknown: 'owner not known',
};

const STATES = { billable: 'billable', 'not-billable': 'not billable', unknown: 'unknown: the flag was left out' };

/** One account for the terminal, with its name: this output is for admins. */
export function explainText(
  explained: AccountExplained,
  settings: Pick<OrganizationSettings, 'locale' | 'timeZone'>,
): string {
  const formats = formatsFor(settings.locale, settings.timeZone);
  const { account, exposure, assumed, lastSeen } = explained;
  const why = exposure === null ? '' : `, ${exposureWords(exposure)}${assumed ? ' (your sites are assumed)' : ''}`;
  return [
    `${safeText(account.name) || 'name hidden'}   ${safeText(account.email ?? 'e-mail hidden')}   ${account.accountId}`,
    ...goneLines(explained, formats),
    `As of ${formats.day(lastSeen)}: ${STATES[account.billable]}${why}`,
    `Account   ${safeText(account.type)}, ${safeText(account.status)}, last active ${activeText(account.lastActive, formats)}`,
    ...accessLines(explained, formats),
    `Since     ${sinceText(explained, formats)}`,
    ...explained.moments.map(({ asOf: when, change }) => `          ${formats.day(when)}: ${changeText(change)}`),
  ].join('\n');
}

function goneLines({ asOf, lastSeen }: AccountExplained, formats: Formats): string[] {
  if (lastSeen === asOf) return [];
  return [
    `Gone: the snapshot of ${formats.day(asOf)} no longer has it (deleted or unclaimed). What follows is of`,
    `${formats.day(lastSeen)}, when it was last seen.`,
  ];
}

function accessLines({ access }: AccountExplained, formats: Formats): string[] {
  if (access.length === 0) return ['Access    no product visible'];
  return access.map(({ product, site, owner, lastActive }, index) => {
    const where = site === null ? '' : ` on ${safeText(site)}`;
    const lead = index === 0 ? 'Access  ' : '        ';
    return `${lead}  ${safeText(product)}${where}   ${OWNERS[owner]}, last active ${activeText(lastActive, formats)}`;
  });
}

function sinceText({ since, firstSnapshot }: AccountExplained, formats: Formats): string {
  return since === null
    ? `before our first snapshot (${formats.day(firstSnapshot)})`
    : `${formats.day(since)}, when a snapshot first showed it`;
}

function changeText(change: Change): string {
  const cause =
    change.kind === 'entry' || change.kind === 'exit'
      ? ` (${change.cause.replaceAll('-', ' ')}, ${change.certainty})`
      : '';
  return `${change.from.replace('-', ' ')} → ${change.to.replace('-', ' ')}${cause}`;
}

function activeText(lastActive: string, formats: Formats): string {
  if (lastActive === 'never') return 'never';
  return lastActive === 'unknown' ? 'not known' : formats.day(lastActive);
}

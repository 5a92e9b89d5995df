import type { Alert } from '../../core/alerts/alert.ts';
import { remedyTitle } from '../../core/packs/notices.ts';
import type { Formats } from '../formats.ts';
import { mailText, pageOf, type Section } from '../mail-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeText } from '../safe-text.ts';
import { accessWords } from '../words.ts';

type ReminderAlert = Extract<Alert, { kind: 'reminder' }>;

export interface ReminderView {
  readonly reminder: ReminderAlert;
  readonly organizationName: string;
  readonly formats: Formats;
}

/** The mail some days before the fix-by date: what can still be saved, and by what. No names. */
export function renderReminder({ reminder, organizationName, formats }: ReminderView): RenderedMail {
  const { asOf, fixBy, startsOn, accounts, amount, currency, per, verified } = reminder;
  const who = safeText(organizationName);
  const what = formats.counted(accounts, 'account');
  // A price that only a list names is not the customer's own, and no subject says it.
  const price = verified
    ? ` or pay ${formats.roundMoney(amount, currency)}/${per} from ${formats.shortCivilDay(startsOn)}`
    : '';
  const subject = `Guard, ${who}: fix ${what} by ${formats.weekday(fixBy)}${price}`;
  const headline = [[who, formats.day(asOf), 'reminder of the fix-by date']];
  const sections = sectionsOf(reminder, formats);
  return {
    subject,
    text: mailText(headline, sections),
    html: pageOf(subject, headline, sections, formats.language).markup,
    attachments: [],
  };
}

function sectionsOf(reminder: ReminderAlert, formats: Formats): Section[] {
  const { fixBy, startsOn, accounts, amount, currency, per, sources, groups } = reminder;
  const saved = `${formats.money(amount, currency)} a ${per} from ${formats.civilDay(startsOn)} on, before tax`;
  return [
    {
      title: 'Still avoidable',
      lines: [
        {
          count: formats.number(accounts),
          text: `probably unplanned: ${saved} (${sources.join(', ')}), if all are gone by ${formats.civilDay(fixBy)}`,
        },
      ],
    },
    {
      title: 'What makes it in time',
      lines: groups.map(({ remedy, products, sites, accounts: members, makesCutOff }) => ({
        count: formats.number(members),
        text: `${accessWords(products, sites) || 'no visible product'}: ${remedyTitle(remedy)} (${TIMES[makesCutOff]})`,
      })),
    },
    {
      title: 'What now',
      lines: [
        { count: null, text: 'billable-drift options names the groups in order, and --pack N writes what one needs.' },
      ],
    },
  ];
}

const TIMES = { yes: 'in time if begun today', depends: 'in time if others act' } as const;

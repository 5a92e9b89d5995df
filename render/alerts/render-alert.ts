import type { Alert } from '../../core/alerts/alert.ts';
import type { Formats } from '../formats.ts';
import { mailText, pageOf, type Section } from '../mail-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeText } from '../safe-text.ts';
import { cameWords } from '../words.ts';
import { crossingWords, suspicionWords, valueWords } from './crossing-words.ts';

type Ringing = Exclude<Alert, { kind: 'reminder' }>;

export interface AlertView {
  /** All of one snapshot, at least one. */
  readonly alerts: readonly Ringing[];
  readonly organizationName: string;
  readonly formats: Formats;
}

/** The mail between two digests: which thresholds were crossed, and whether the numbers are to be doubted. No names. */
export function renderAlert({ alerts, organizationName, formats }: AlertView): RenderedMail {
  const [first] = alerts;
  if (!first) throw new RangeError('alerts: there is none');
  const { counts, asOf, since } = first;
  const who = safeText(organizationName);
  const subject = `Guard, ${who}: ${subjectWords(alerts, formats)}`;
  const net = formats.signed(counts.now - counts.before);
  const headline = [
    [who, formats.day(asOf), `since the digest of ${formats.shortDay(since)}`, 'alert'],
    [
      `Billable ${formats.number(counts.now)} (was ${formats.number(counts.before)}, ${net})`,
      ...(counts.planned > 0 ? [`planned ${formats.number(counts.planned)}`] : []),
    ],
  ];
  const sections = sectionsOf(alerts, first, formats).filter(({ lines }) => lines.length > 0);
  return {
    subject,
    text: mailText(headline, sections),
    html: pageOf(subject, headline, sections, formats.language).markup,
    attachments: [],
  };
}

function subjectWords(alerts: readonly Ringing[], formats: Formats): string {
  const doubted = alerts.find(({ kind }) => kind === 'suspicion');
  const crossed = alerts.find(({ kind }) => kind === 'crossing');
  if (!crossed) {
    return doubted?.kind === 'suspicion' ? `${suspicionWords(doubted, formats)}, is that right?` : 'alert';
  }
  const { counts, since } = crossed;
  const money = alerts.find((alert) => alert.kind === 'crossing' && alert.rule === 'money');
  const price = money?.kind === 'crossing' ? `, ${valueWords(money, formats)}/month` : '';
  const more = `${formats.signed(counts.now - counts.before)} paid accounts since ${formats.shortDay(since)}${price}`;
  return `${more}, ${formats.number(counts.now)} billable${doubted ? '; is that right?' : ''}`;
}

function sectionsOf(alerts: readonly Ringing[], { came }: Ringing, formats: Formats): Section[] {
  const rules = alerts.map(({ kind, ...alert }) => ('rule' in alert ? alert.rule : 'suspicious'));
  const groups = came.groups.map((group) => ({ count: formats.number(group.accounts), text: cameWords(group) }));
  const other = came.other > 0 ? [{ count: formats.number(came.other), text: 'in smaller groups' }] : [];
  return [
    {
      title: 'Crossed',
      lines: alerts.flatMap((alert) =>
        alert.kind === 'crossing' ? [say(`${capitalized(crossingWords(alert, formats))}.`)] : [],
      ),
    },
    {
      title: 'To be doubted',
      lines: alerts.flatMap((alert) =>
        alert.kind === 'suspicion'
          ? [say(`${capitalized(suspicionWords(alert, formats))} since ${formats.day(alert.previous)}. ${DOUBT}`)]
          : [],
      ),
    },
    { title: 'Who came last, and why', lines: [...groups, ...other] },
    {
      title: 'What now',
      lines: [
        say('What can be done: billable-drift options. Names are in the next digest, for admins.'),
        say(
          `This is told once; the next digest tells all. Less of it: billable-drift alerts ack ${rules[0]} --until DAY.`,
        ),
      ],
    },
  ];
}

const DOUBT =
  'Nothing of the kind was planned. Until the next snapshot confirms it nothing is changed on its ground, and it counts for no limit.';

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function say(text: string) {
  return { count: null, text };
}

import type { HolderQuestion } from '../../core/packs/ask-mail.ts';
import type { Formats } from '../formats.ts';
import { letterPage } from '../mail/letter-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeLine, safeText } from '../safe-text.ts';

export interface AskView {
  readonly question: HolderQuestion;
  readonly name: string;
  /** Which mail to this holder, from 1; and when the first one was sent. */
  readonly ask: number;
  readonly firstAsked: string;
  /** The last day on which an answer counts, a civil day. */
  readonly answerBy: string;
  /** The holder's own page; null: they answer by mail. */
  readonly url: string | null;
  readonly formats: Formats;
}

/** The mail that asks one holder. Its link opens a page that decides nothing by being opened. */
export function renderAsk({ question, name, ask, firstAsked, answerBy, url, formats }: AskView): RenderedMail {
  const who = safeText(name);
  const subject = `${ask === 1 ? '' : 'Reminder: '}${safeText(question.subject)}`;
  const lines = [
    who === '' ? 'Hello,' : `Hello ${who},`,
    ...(ask === 1 ? [] : [`We asked you on ${formats.day(firstAsked)} and have no answer yet.`]),
    ...question.paragraphs.map(safeLine),
    `Please answer by ${formats.civilDay(answerBy)}.`,
  ];
  const how =
    url === null
      ? 'Reply to this mail with the number that is true:'
      : 'Open your page and choose there. It is for you alone: please do not forward this mail.';
  const choices = question.answers.map(({ label, after }) => ({ label: safeLine(label), after: safeLine(after) }));
  const numbered = choices.map(({ label, after }, index) => `${index + 1}. ${label}. ${after}`);
  const body = [...lines, how, ...(url === null ? [] : [url]), ...numbered];
  return {
    subject,
    text: `${body.join('\n\n')}\n`,
    html: letterPage(subject, { lines: [...lines, how], url, choices, language: formats.language }),
    attachments: [],
  };
}

export interface NotMeView {
  readonly organizationName: string;
  readonly caseId: string;
  readonly accountId: string;
}

/** Tells the admins that somebody has an access that its holder never asked for. */
export function renderNotMe({ organizationName, caseId, accountId }: NotMeView): RenderedMail {
  const subject = `Guard, ${safeText(organizationName)}: a holder says they never signed up`;
  const lines = [
    `The holder of the account ${accountId} was asked whether it is still needed (case ${caseId}), and answered that they never signed up.`,
    'Nothing was changed. It may be an old sign-up that is forgotten, an invitation, or somebody else with access to the mailbox: look into it with the holder before anything else is done to the account.',
  ];
  return {
    subject,
    text: `${lines.join('\n\n')}\n`,
    html: letterPage(subject, { lines, url: null, choices: [], language: 'en' }),
    attachments: [],
  };
}

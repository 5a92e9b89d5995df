import type { Account } from '../../core/account.ts';
import { answersUntil } from '../../core/cases/holder-standing.ts';
import { civilDay } from '../../core/civil-day.ts';
import { accessWords } from '../../core/options/words.ts';
import { holderQuestion } from '../../core/packs/ask-mail.ts';
import { fixByOf } from '../../core/plan-prices.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { renderAsk } from '../../render/ask/render-ask.ts';
import { formatsFor } from '../../render/formats.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { putAnswerToken } from '../clients/history/answer-tokens.ts';
import type { Ask } from '../clients/history/asks.ts';
import { mailRowKey } from '../clients/history/outbox.ts';
import { queueMail } from '../clients/outbox/queue-mail.ts';
import { loadRates } from '../load-rates.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

export interface HolderMail {
  readonly ask: Ask;
  readonly first: Ask;
  readonly account: Account;
  readonly address: string;
}

/** Puts the question to one holder into the outbox, with a link of its own where there is a page to answer on. */
export async function queueAsk(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  { ask, first, account, address }: HolderMail,
): Promise<void> {
  const { history, answerUrl } = dependencies;
  const { timeZone, locale } = settings;
  const until = untilOf(settings, first);
  const product = account.access.length > 0 ? accessWords(account.access) : 'an Atlassian product';
  const contact = replyToOf(settings);
  const token = answerUrl === null ? null : dependencies.newToken();
  if (token !== null) {
    const { organization, id } = name;
    const opens = { organization, organizationName: settings.name, id, accountId: ask.accountId, product };
    await putAnswerToken(history, token, { ...opens, locale, timeZone, contact, until });
  }
  const rendered = renderAsk({
    question: holderQuestion(product, settings.name),
    ...{ name: account.name, ask: ask.ask, firstAsked: first.at },
    answerBy: await answerBy(dependencies, settings, until),
    url: token === null ? null : `${answerUrl}${token}`,
    formats: formatsFor(locale, timeZone),
  });
  const to = { audience: 'holder', hash: hashOf(name, ask), address } as const;
  await queueMail(dependencies, { settings, kind: 'ask', asOf: ask.at, to, rendered, replyTo: contact ?? undefined });
}

/** The day by which an answer helps the next bill, if that comes before the end of the asking. */
async function answerBy(
  { history, now }: RemediateDependencies,
  settings: OrganizationSettings,
  until: string,
): Promise<string> {
  const today = civilDay(now().toISOString(), settings.timeZone);
  const last = civilDay(until, settings.timeZone);
  const fixBy = fixByOf(await loadRates(history, settings), today);
  return fixBy !== null && fixBy > today && fixBy < last ? fixBy : last;
}

function untilOf({ remediation }: OrganizationSettings, first: Ask): string {
  return remediation ? answersUntil(first.at, remediation.ask) : first.at;
}

/** Where answers by mail go; null: nobody is named. */
export function replyToOf({ mail, remediation }: OrganizationSettings): string | null {
  return remediation?.ask.replyTo ?? mail.admins[0] ?? null;
}

/** The row of a question in the outbox. */
export function askRow(name: CaseName, ask: Ask) {
  return mailRowKey(name.organization, 'ask', ask.at, hashOf(name, ask));
}

function hashOf({ organization, id }: CaseName, { accountId, ask }: Pick<Ask, 'accountId' | 'ask'>): string {
  return sha256(`holder ${organization} ${id} ${accountId} ${ask}`).slice(0, 16);
}

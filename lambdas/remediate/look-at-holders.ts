import { toInstant } from '../../core/account.ts';
import { daysAfter } from '../../core/cases/case.ts';
import type { FoldedCase } from '../../core/cases/case-state.ts';
import type { Work } from '../../core/cases/events.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { closeAnswers } from '../clients/history/answers.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { mailHolders, whyUnreached } from './mail-holders.ts';
import { replyToOf } from './queue-ask.ts';
import { type Asking, readHolders, type Seen, standingsOf } from './read-holders.ts';

/** `more`: mails are due that the day has room for. `over`: nothing more is awaited of anybody. */
export type Look =
  | { readonly state: 'asking'; readonly seen: Seen; readonly more: boolean }
  | { readonly state: 'over'; readonly seen: Seen }
  | { readonly state: 'halted'; readonly seen: Seen; readonly why: string };

/** States that holders are asked, once, and until when. */
export async function openAsking(
  { history, now }: RemediateDependencies,
  name: CaseName,
  { step, accountIds }: Asking,
): Promise<void> {
  const at = toInstant(now());
  const { ask } = remediationOf(await requireSettings({ history }, name));
  const text = 'Answer the mail: leave what is not needed, or say that it is needed. Silence changes nothing.';
  const common = { kind: 'asked', at, key: `${step}: ask 1`, step, who: 'holder', text, again: null } as const;
  await appendOnce(history, name, { ...common, accounts: accountIds.length, until: daysAfter(at, ask.answerDays) });
}

/** Reads what has come in, does what follows from it, and sends the mails that are due. */
export async function lookAtHolders(
  dependencies: RemediateDependencies,
  name: CaseName,
  asking: Asking,
  before: Seen,
): Promise<Look> {
  const at = toInstant(dependencies.now());
  const folded = await requireCase(dependencies, name, at);
  const settings = await requireSettings(dependencies, name);
  const halted = (await whyHalted(dependencies, folded, at)) ?? whyNobodyCanAnswer(dependencies, settings);
  if (halted !== null) return { state: 'halted', seen: before, why: halted };
  const word = wordOf(folded, asking);
  if (word !== null) return word.done ? { state: 'over', seen: before } : { state: 'halted', seen: before, ...word };

  const reading = await readHolders(dependencies, name, asking, settings, before);
  const standings = standingsOf(reading, remediationOf(settings).ask, at, false);
  const ended = new Set(standings.flatMap(({ accountId, state }) => (state === 'ended' ? [accountId] : [])));
  if (ended.size === asking.accountIds.length) return { state: 'over', seen: reading.seen };
  const open = reading.asks.filter(({ state, accountId }) => state === 'open' && !ended.has(accountId));
  const due = standings
    .flatMap((standing) => (standing.state === 'ask' ? [standing] : []))
    // Who was asked already comes first.
    .sort((one, other) => other.ask - one.ask);
  const { more, gone } = await mailHolders(dependencies, name, settings, { asks: reading.asks, open, due });
  return { state: 'asking', seen: { ...reading.seen, left: [...reading.seen.left, ...gone] }, more };
}

/** Closes the question, reads for the last time, and says what became of each account. */
export async function endAsking(
  dependencies: RemediateDependencies,
  name: CaseName,
  asking: Asking,
  seen: Seen,
): Promise<readonly Work[]> {
  const at = toInstant(dependencies.now());
  await closeAnswers(dependencies.history, name, at);
  const settings = await requireSettings(dependencies, name);
  const reading = await readHolders(dependencies, name, asking, settings, seen);
  const work: Work[] = [];
  for (const standing of standingsOf(reading, remediationOf(settings).ask, at, true)) {
    if (standing.state !== 'ended') continue;
    const silent = standing.work.result === 'skipped' && !reading.answers.has(standing.accountId);
    const unreached = silent ? await whyUnreached(dependencies, name, reading.asks, standing.accountId) : null;
    work.push(unreached === null ? standing.work : { ...standing.work, why: unreached });
  }
  return work;
}

/** Somebody said by hand that the asking is over, or failed. */
function wordOf({ events }: FoldedCase, { step }: Asking): { readonly done: boolean; readonly why: string } | null {
  const said = events.find((event) => event.kind === 'said' && event.step === step);
  return said?.kind === 'said' ? { done: said.done, why: said.why ?? `"${step}" was said to have failed` } : null;
}

function whyNobodyCanAnswer({ answerUrl }: RemediateDependencies, settings: OrganizationSettings): string | null {
  if (answerUrl !== null || replyToOf(settings) !== null) return null;
  return 'holders could not answer: name mail.admins or remediation.ask.replyTo, or switch the answer page on';
}

async function requireSettings(
  { history }: Pick<RemediateDependencies, 'history'>,
  { organization }: CaseName,
): Promise<OrganizationSettings> {
  const settings = await getSettings(history, organization);
  if (settings) return settings;
  throw new Error(`the settings of ${organization} are gone: apply them again.`);
}

function remediationOf({ id, remediation }: OrganizationSettings) {
  if (remediation) return remediation;
  throw new Error(`the settings of ${id} say nothing of remediation any more: apply them again.`);
}

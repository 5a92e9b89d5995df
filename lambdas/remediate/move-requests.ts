import { toInstant } from '../../core/account.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { addListedRequests, getListedRequests, putListedRequests } from '../clients/history/listed-requests.ts';
import type { Request } from '../clients/jira/request-reads.ts';
import { BULK_AT_ONCE, type Requests } from '../clients/jira/requests.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import type { AccountWork } from './cut-account.ts';
import { settleDurably, type WriteOutcome } from './write-once.ts';

/** Lists the requests that an account has reported and keeps the list. */
export function listRequests(run: CaseRun, step: string, accountId: string): Promise<AccountWork> {
  return settleDurably(run, { step, accountId }, () => keepList(run, accountId));
}

export async function keepList({ dependencies, name }: CaseRun, accountId: string): Promise<WriteOutcome> {
  const { history, now } = dependencies;
  const requests = await dependencies.requests(name.organization);
  if (requests === null) return { state: 'not-done', why: NO_SITE };
  const found = await requests.list(accountId);
  await putListedRequests(history, name, accountId, [...found]);
  const at = toInstant(now());
  await appendOnce(history, name, { kind: 'listed', at, key: accountId, accountId, requests: found.length });
  return { state: 'done' };
}

/** From the old account to the new one, or back. */
export interface Moving {
  readonly step: string;
  readonly accountId: string;
  readonly back: boolean;
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

const POLLS = 40;

/**
 * Moves the requests of one account: in bulk where the reporter may be edited so, else one by one, and reads of each who its
 * reporter is now. What cannot be moved stays with the old account and is said; it holds nobody up.
 */
export async function moveRequests(run: CaseRun, moving: Moving): Promise<AccountWork> {
  const { step, accountId } = moving;
  const begun = await inStep(run, `${step} ${accountId}: list`, () => whatToMove(run, moving));
  if ('halted' in begun) return begun;
  if ('why' in begun) return { accountId, result: 'failed', why: begun.why };
  const { ends } = begun;
  const stayed: string[] = [];
  let why: string | null = null;
  for (let from = 0; from < begun.requests.length; from += BULK_AT_ONCE) {
    const some = begun.requests.slice(from, from + BULK_AT_ONCE);
    const key = `${step} ${accountId}: requests ${from / BULK_AT_ONCE + 1}`;
    const end = await moveSome(run, step, key, some, ends);
    if ('halted' in end) return end;
    stayed.push(...end.stayed);
    if (end.stayed.length > 0) why ??= end.why;
  }
  await inStep(run, `${step} ${accountId}: moved`, async () => {
    const { history, now } = run.dependencies;
    const moved = begun.requests.length - stayed.length;
    const event = { kind: 'moved', at: toInstant(now()), key: `${step} ${accountId}`, accountId } as const;
    await appendOnce(history, run.name, { ...event, requests: moved, stayed: stayed.slice(0, MOST_NAMED), why });
  });
  return { accountId, result: 'done', why: null };
}

/** So many of those that stay are named. */
const MOST_NAMED = 1000;

type ToMove =
  | { readonly ends: Ends; readonly requests: readonly Request[] }
  | { readonly why: string }
  | { readonly halted: string };

/** Reads what is to be moved, and notes that it is about to be: of one that stops midway nobody knows how many were. */
async function whatToMove(run: CaseRun, { step, accountId, back }: Moving): Promise<ToMove> {
  const { dependencies, name } = run;
  const halted = await haltedNow(run);
  if (halted !== null) return { halted };
  const folded = await requireCase(dependencies, name, toInstant(dependencies.now()));
  const successor = folded.accounts.get(accountId)?.successor ?? null;
  if (successor === null) return { why: 'its new account is not known, so that its requests stay where they are' };
  const ends = back ? { from: successor, to: accountId } : { from: accountId, to: successor };
  // Whatever it has reported since then is kept before it is moved, so that an undo finds it.
  const site = await dependencies.requests(name.organization);
  if (site === null) return { why: NO_SITE };
  const later = back ? [] : await site.list(accountId);
  await addListedRequests(dependencies.history, name, accountId, [...later]);
  const requests = await getListedRequests(dependencies.history, name, accountId);
  if (requests.length > 0) {
    const writing = { kind: 'writing', key: `${step} ${accountId}: move`, step, accountIds: [accountId] } as const;
    await appendOnce(dependencies.history, name, { ...writing, at: toInstant(dependencies.now()) });
  }
  return { ends, requests };
}

async function haltedNow(run: CaseRun): Promise<string | null> {
  const at = toInstant(run.dependencies.now());
  return whyHalted(run.dependencies, await requireCase(run.dependencies, run.name, at), at, run);
}

const NO_SITE = 'the settings name no site, or only sandboxes';
/** They did when the step began. */
const SITE_GONE = `${NO_SITE} any more: some of the requests may have been moved`;

/** `why`: what the site answered first of those that it did not move. */
type SomeEnd = { readonly stayed: readonly string[]; readonly why: string | null } | { readonly halted: string };

async function moveSome(
  run: CaseRun,
  step: string,
  key: string,
  requests: readonly Request[],
  ends: Ends,
): Promise<SomeEnd> {
  const { dependencies, name } = run;
  const bulk = await inStep(run, `${key}: bulk`, () => startBulk(run, step, key, requests, ends));
  if (bulk.state === 'halted') return { halted: bulk.why };
  for (let poll = 1; bulk.state === 'started' && poll <= POLLS; poll += 1) {
    await waitDurably(run, `${key}: wait ${poll}`, poll <= 5 ? 10 : 60);
    const { taskId } = bulk;
    if (taskId === null) break;
    // Without a site there is nothing to wait for: what comes next says so.
    const ended = await inStep(run, `${key}: poll ${poll}`, async () => {
      const site = await dependencies.requests(name.organization);
      return site === null || site.hasEnded(taskId);
    });
    if (ended) break;
  }
  return inStep(run, `${key}: one by one`, () => moveRest(run, requests, ends));
}

type Bulk =
  | { readonly state: 'started'; readonly taskId: string | null }
  | { readonly state: 'one-by-one' }
  | { readonly state: 'halted'; readonly why: string };

/** Asks for a bulk edit once; where the note is there already, what the requests tell counts. */
async function startBulk(
  run: CaseRun,
  step: string,
  key: string,
  requests: readonly Request[],
  { from, to }: Ends,
): Promise<Bulk> {
  const { dependencies, name } = run;
  const { history, now } = dependencies;
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  const halted = await whyHalted(dependencies, folded, at, run);
  if (halted !== null) return { state: 'halted', why: halted };
  if (folded.events.some((event) => event.kind === 'writing' && event.key === key)) {
    return { state: 'started', taskId: null };
  }
  const site = await dependencies.requests(name.organization);
  if (site === null) return { state: 'halted', why: SITE_GONE };
  const open = await stillWith(site, requests, from);
  if (open.length === 0 || !(await site.mayEditInBulk(open))) return { state: 'one-by-one' };
  await appendOnce(history, name, { kind: 'writing', at, key, step, accountIds: [] });
  const answer = await site.moveInBulk(open, to);
  return answer.state === 'refused' ? { state: 'one-by-one' } : { state: 'started', taskId: answer.taskId ?? null };
}

/** So many requests are edited between two looks at whether the case still goes on. */
const EDITS_AT_ONCE = 10;

/** Moves what is still where it was, one by one, and reads what stays: each is read before it is asked for. */
async function moveRest(run: CaseRun, requests: readonly Request[], { from, to }: Ends): Promise<SomeEnd> {
  const { dependencies, name } = run;
  const site = await dependencies.requests(name.organization);
  if (site === null) return { halted: SITE_GONE };
  let why: string | null = null;
  for (const [index, request] of (await stillWith(site, requests, from)).entries()) {
    const halted = index % EDITS_AT_ONCE === 0 ? await haltedNow(run) : null;
    if (halted !== null) return { halted };
    const answer = await site.move(request, to);
    if (answer.state !== 'done') why ??= answer.why;
  }
  const reporters = await site.readReporters(requests);
  return { stayed: requests.flatMap(({ key }) => (reporters.get(key) === to ? [] : [key])), why };
}

async function stillWith(site: Requests, requests: readonly Request[], reporter: string): Promise<readonly Request[]> {
  const reporters = await site.readReporters(requests);
  return requests.filter(({ key }) => reporters.get(key) === reporter);
}

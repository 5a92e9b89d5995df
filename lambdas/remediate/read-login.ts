import type { Instant } from '../../core/account.ts';
import { toInstant } from '../../core/account.ts';
import { judgeLogin, type Login } from '../../core/cases/judge-login.ts';
import { lookDelay } from '../../core/cases/look-delay.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, type StepEnd, waitDurably } from './case-run.ts';
import { noteWork } from './note-work.ts';
import { hearPerson } from './person-step.ts';

/** Activity is told up to a day late: it is looked for during two. */
const LOOKS = 34;

const BY_HAND =
  "Neither account's activity is told. Look at admin.atlassian.com > Directory which account was active since the login. The new one: done. The old one: say that it failed, or everybody who uses single sign-on would be locked out.";

/** Reads which account the first login has moved; where that is never told, a person reads it. */
export async function loginStep(run: CaseRun, key: string, accountIds: readonly string[]): Promise<StepEnd> {
  const [accountId = ''] = accountIds;
  let login: LoginLook = 'not-told';
  for (let look = 1; look <= LOOKS && login === 'not-told'; look += 1) {
    login = await inStep(run, `${key}: look ${look}`, () => readLogin(run, accountId));
    if (login === 'not-told' && look < LOOKS) await waitDurably(run, `${key}: wait ${look}`, lookDelay(look, false));
  }
  if (typeof login === 'object') return { state: 'halted', why: login.halted };
  if (login === 'not-told') {
    const step = { who: 'organization admin', text: BY_HAND, check: null, withinMinutes: null } as const;
    const end = await hearPerson(run, key, step, accountIds);
    if (end.state !== 'failed') return end;
    // What a person reads is as good as a reading: the account is taken back.
    return noteWork(run, key, [{ accountId, result: 'failed', why: `"${key}" failed: ${end.why}` }]);
  }
  if (login === 'no-successor') {
    const why = 'its new account is not known, so that nobody can tell which one the login moved';
    return noteWork(run, key, [{ accountId, result: 'failed', why }]);
  }
  const work =
    login === 'new' ? { result: 'done' as const, why: null } : { result: 'failed' as const, why: LOCKED_OUT };
  return noteWork(run, key, [{ accountId, ...work }]);
}

const LOCKED_OUT =
  'its first login moved the old account: single sign-on matches by an id, and whoever uses it would be locked out';

type LoginLook = Login | 'no-successor' | { readonly halted: string };

export async function readLogin(
  { dependencies, name, round }: Pick<CaseRun, 'dependencies' | 'name' | 'round'>,
  accountId: string,
): Promise<LoginLook> {
  const at = toInstant(dependencies.now());
  const folded = await requireCase(dependencies, name, at);
  const halted = await whyHalted(dependencies, folded, at, { round });
  if (halted !== null) return { halted };
  const { events, accounts } = folded;
  const found = events.find((event) => event.kind === 'found' && event.accountId === accountId);
  const successor = accounts.get(accountId)?.successor;
  if (found?.kind !== 'found' || !successor) return 'no-successor';
  const since: Instant = found.at;
  const reads = await dependencies.reads(name.organization);
  const [before, after] = [await reads.readLastActive(accountId), await reads.readLastActive(successor)];
  return judgeLogin(before.known ? before.value : null, after.known ? after.value : null, since);
}

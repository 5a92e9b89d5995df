import type { Account } from '../../core/account.ts';
import { type ExposureRules, isAvoidable, judgeExposure } from '../../core/exposure.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { billablePerson, type Person, personOf, type Who } from '../../render/digest/people.ts';
import { isReadable, readAccountParts } from '../clients/account-parts.ts';
import type { Archive } from '../clients/archive.ts';
import type { RecordedDigest } from './record-digest.ts';

/**
 * The people of a digest, for admins: everyone whose state changed, and of the backlog whoever is listed for another
 * reason; on the first digest everyone who is probably billable without a plan. Names come from the archive, the later
 * snapshot first, as far as it still holds them.
 */
export async function loadPeople(
  archive: Archive,
  recorded: RecordedDigest,
  snapshots: { readonly baseline: CompleteSnapshot | null; readonly after: CompleteSnapshot },
  rules: ExposureRules,
): Promise<readonly Person[]> {
  const { baseline, after } = snapshots;
  if (!baseline) return (await isReadable(archive, after)) ? loadAvoidable(archive, after, rules) : [];
  const { entries, exits, unclear } = recorded.drift;
  const wanted = new Set([...entries, ...exits, ...unclear, ...recorded.cameAndWent].map((move) => move.accountId));
  const due = new Map<string, Person['what']>(
    recorded.backlog.flatMap(({ accountId, listed, state }) =>
      listed && !wanted.has(accountId) ? [[accountId, state === 'new' ? 'to decide' : 'overdue']] : [],
    ),
  );
  const who = new Map<string, Who>();
  // Who is gone is only in the baseline; most weeks the later snapshot names everyone and is the only one read.
  for (const snapshot of [after, baseline]) {
    if (who.size < wanted.size && (await isReadable(archive, snapshot))) await collect(archive, snapshot, wanted, who);
  }
  return [
    ...entries.map((change) => personOf('came', change, who.get(change.accountId))),
    ...exits.map((change) => personOf('went', change, who.get(change.accountId))),
    ...recorded.cameAndWent.map((change) => personOf('came and went', change, who.get(change.accountId))),
    ...unclear.map((change) => personOf('unclear', change, who.get(change.accountId))),
    ...(due.size > 0 ? await loadListed(archive, after, rules, due) : []),
  ];
}

async function collect(
  archive: Archive,
  snapshot: CompleteSnapshot,
  wanted: ReadonlySet<string>,
  who: Map<string, Who>,
): Promise<void> {
  for await (const accounts of readAccountParts(archive, snapshot)) {
    for (const { accountId, name, email, lastActive } of accounts) {
      if (wanted.has(accountId) && !who.has(accountId)) who.set(accountId, { name, email, lastActive });
    }
  }
}

/** Accounts that did not change and are to be decided now. */
async function loadListed(
  archive: Archive,
  after: CompleteSnapshot,
  rules: ExposureRules,
  due: ReadonlyMap<string, Person['what']>,
): Promise<Person[]> {
  if (!(await isReadable(archive, after))) return [];
  const people: Person[] = [];
  for await (const accounts of readAccountParts(archive, after)) {
    for (const account of accounts) {
      const what = due.get(account.accountId);
      if (what) people.push(billablePerson(account, judgeExposure(account, rules, after.asOf), what));
    }
  }
  return people;
}

async function loadAvoidable(archive: Archive, after: CompleteSnapshot, rules: ExposureRules): Promise<Person[]> {
  const people: Person[] = [];
  for await (const accounts of readAccountParts(archive, after)) {
    for (const account of accounts) {
      const person = avoidablePerson(account, rules, after.asOf);
      if (person) people.push(person);
    }
  }
  return people;
}

function avoidablePerson(account: Account, rules: ExposureRules, asOf: string): Person | null {
  if (account.billable !== 'billable') return null;
  const verdict = judgeExposure(account, rules, asOf);
  return isAvoidable(verdict.exposure) ? billablePerson(account, verdict) : null;
}

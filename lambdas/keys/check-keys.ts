import { type Instant, toInstant } from '../../core/account.ts';
import { expiryOf, type KeyName, type KeyRecord, type Trial } from '../../core/keys.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import type { History } from '../clients/history/history.ts';
import { listKeys, putKeyRecord } from '../clients/history/keys.ts';
import type { KeyTrial } from '../clients/keys/key-trial.ts';
import type { ReadKey } from '../clients/keys/read-key.ts';

export interface CheckDependencies {
  readonly history: History;
  readonly now: () => Date;
  readonly readKey: ReadKey;
  /** Whether the role of whoever checks may read keys of this kind; the others are watched by their dates. */
  readonly mayRead: (name: KeyName) => boolean;
  readonly tryKey: (settings: OrganizationSettings, name: KeyName, key: string) => Promise<KeyTrial>;
}

const ORG: KeyName = { kind: 'org', directory: null };

/** Tries the keys of an organization that may be read, and keeps what came of it. The organization key is always among them. */
export async function checkKeys(
  dependencies: CheckDependencies,
  settings: OrganizationSettings,
): Promise<readonly KeyRecord[]> {
  const { history, now } = dependencies;
  const known = await listKeys(history, settings.id);
  const missing = known.some(({ kind }) => kind === 'org') ? [] : [unknownKey(settings.id, ORG, toInstant(now()))];
  const checked: KeyRecord[] = [];
  for (const record of [...missing, ...known]) {
    const result = await checkKey(dependencies, settings, record);
    await putKeyRecord(history, result);
    checked.push(result);
  }
  return checked;
}

/** A key that somebody put past this program: its age is not known, so it counts from now. */
function unknownKey(organization: string, { kind, directory }: KeyName, putAt: Instant): KeyRecord {
  const expiry = expiryOf(null, null, putAt);
  return { organization, kind, directory, putAt, expiry, trial: { state: 'not-tried' }, remark: null };
}

async function checkKey(
  { readKey, mayRead, tryKey, now }: CheckDependencies,
  settings: OrganizationSettings,
  record: KeyRecord,
): Promise<KeyRecord> {
  if (!mayRead(record)) return record;
  const at = toInstant(now());
  const reading = await readKey(settings.id, record, 'anew').then(
    (key) => ({ key }),
    (error: unknown) => ({ error }),
  );
  if ('error' in reading) {
    const why = reading.error instanceof Error ? reading.error.message : 'it cannot be read.';
    return { ...record, trial: { state: 'refused', at: refusedSince(record) ?? at, why } };
  }
  const trial = await tryKey(settings, record, reading.key);
  if (trial.state === 'unreachable') return { ...record, trial: { state: 'unreachable', at, why: trial.why } };
  if (trial.state === 'refused') {
    return { ...record, trial: { state: 'refused', at: refusedSince(record) ?? at, why: trial.why } };
  }
  const expiry = trial.expires === null ? record.expiry : expiryOf(trial.expires, null, record.putAt);
  const works: Trial = { state: 'works', at };
  return { ...record, expiry, trial: works, remark: trial.remark };
}

/** A key that stays refused is refused since the first time: its admins are told once. */
function refusedSince({ trial }: KeyRecord): Instant | undefined {
  return trial.state === 'refused' ? trial.at : undefined;
}

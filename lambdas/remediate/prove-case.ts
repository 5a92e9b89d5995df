import { toInstant } from '../../core/account.ts';
import { PROOF_DAYS } from '../../core/cases/look-delay.ts';
import { accountsChanged, isProof, PROOF_AFTER_DAYS, proofOf } from '../../core/cases/prove.ts';
import { appendOnce } from '../clients/history/cases.ts';
import { getHead } from '../clients/history/head.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { getSnapshot } from '../clients/history/snapshots.ts';
import { findGround } from '../find-ground.ts';
import { requireCase } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import { readSeen } from './read-seen.ts';

const DAY = 86_400;
const LOOKS_A_DAY = 4;

/**
 * Waits for a complete snapshot that nobody doubts and that began a day after the work had ended, and reads from it what
 * became of each account that was changed. Without one for two weeks the case stays unproven, and says so.
 */
export async function proveCase(run: CaseRun, endedAt: string): Promise<'proven' | 'unproven'> {
  await waitDurably(run, 'proof: a day', PROOF_AFTER_DAYS * DAY);
  for (let look = 1; look <= PROOF_DAYS * LOOKS_A_DAY; look += 1) {
    const found = await inStep(run, `proof: look ${look}`, () => proveFromHead(run, endedAt));
    if (found !== 'waiting') return 'proven';
    await waitDurably(run, `proof: wait ${look}`, DAY / LOOKS_A_DAY);
  }
  await inStep(run, 'proof: give up', async () => {
    const at = toInstant(run.dependencies.now());
    await appendOnce(run.dependencies.history, run.name, { kind: 'unproven', at, key: 'unproven' });
  });
  return 'unproven';
}

async function proveFromHead(
  { dependencies, name }: CaseRun,
  endedAt: string,
): Promise<'waiting' | 'proven' | 'given-up'> {
  const { history, now } = dependencies;
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  // Somebody asked for the undo meanwhile: there is nothing left to prove.
  if (folded.status.state !== 'worked') return 'given-up';
  const { snapshot: asOf } = await getHead(history, name.organization);
  const snapshot = asOf === undefined ? undefined : await getSnapshot(history, name.organization, asOf);
  if (snapshot?.state !== 'complete' || !isProof(snapshot, endedAt)) return 'waiting';
  const settings = await getSettings(history, name.organization);
  if (!settings || 'why' in (await findGround(history, settings, at))) return 'waiting';
  const accountIds = accountsChanged(folded);
  const seen = await readSeen(dependencies.archive, snapshot, folded, accountIds);
  const proofs = accountIds.map((id) => proofOf(id, seen.states.get(id) ?? null, seen.successors.get(id) ?? null));
  await appendOnce(history, name, { kind: 'proved', at, key: 'proved', snapshot: snapshot.asOf, proofs });
  return 'proven';
}

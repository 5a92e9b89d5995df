import { toInstant } from '../../core/account.ts';
import { minutesAfter } from '../../core/cases/case.ts';
import type { CaseEvent } from '../../core/cases/events.ts';
import { openPauses } from '../../core/cases/open-pauses.ts';
import { appendOnce, listEvents } from '../clients/history/cases.ts';
import { holdDirectory, releaseDirectory } from '../clients/history/pauses.ts';
import { requireCase, whyHalted } from './ask-person.ts';
import { type CaseRun, inStep, waitDurably } from './case-run.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';
import { provisioningOf } from './provision-people.ts';

/** Provisioning is never paused for longer; whoever has not been provisioned by then is given up. */
export const MOST_MINUTES = 60;

/** Nothing is begun in the last minutes. */
const LAST_MINUTES = 10;

export interface Window {
  /** The step that opens it, and the directory. */
  readonly key: string;
  readonly directoryId: string;
}

type Opening =
  | { readonly state: 'open'; readonly until: string }
  | { readonly state: 'busy' | 'unclear' | 'refused'; readonly why: string };

export function stillPaused(directoryId: string): string {
  return `provisioning of the directory ${directoryId} is still paused: switch it on, now.`;
}

/** Holds the directory for this case for as long as a pause may last; else the case that holds it. */
function holdOwn({ history, now }: RemediateDependencies, { organization, id }: CaseName, directoryId: string) {
  const at = toInstant(now());
  return holdDirectory(history, { organization, directoryId, caseId: id, now: at }, minutesAfter(at, MOST_MINUTES));
}

/** Pauses, asked for once in each attempt; what somebody else has paused is left alone, and waited for. */
export async function openWindow(
  { dependencies, name, round }: Pick<CaseRun, 'dependencies' | 'name' | 'round'>,
  { key, directoryId }: Window,
  attempt: number,
): Promise<Opening> {
  const { history, now } = dependencies;
  const at = toInstant(now());
  const folded = await requireCase(dependencies, name, at);
  const halted = await whyHalted(dependencies, folded, at, { round });
  if (halted !== null) return { state: 'refused', why: halted };
  const provisioning = await provisioningOf(dependencies, name, directoryId);
  if ('why' in provisioning) return { state: 'refused', why: provisioning.why };
  const holder = await holdOwn(dependencies, name, directoryId);
  if (holder !== null) return { state: 'busy', why: `the case ${holder} has paused provisioning` };
  const { id, code } = await provisioning.readJob();
  const noted = openPauses(folded.events, key).at(-1);
  if (noted && code === 'Paused') return { state: 'open', until: minutesAfter(noted.at, MOST_MINUTES - LAST_MINUTES) };
  if (!noted && code === 'Paused') return { state: 'busy', why: 'provisioning is paused already, by somebody else' };
  if (code !== 'Active') return { state: 'refused', why: `provisioning is not running (${code}): mend that first` };
  const mine = `${key}: pause ${attempt}`;
  // Asked for already, or ended by its guard before it was asked for: nothing would end what is paused under it now.
  const isOver = ({ kind }: CaseEvent) => kind === 'writing' || kind === 'resumed';
  if (folded.events.some((event) => 'key' in event && event.key === mine && isOver(event))) {
    return { state: 'unclear', why: 'nobody knows whether the pause arrived' };
  }
  const { at: since } = openPauses(folded.events, mine)[0] ?? { at };
  await appendOnce(history, name, {
    kind: 'paused',
    at,
    key: mine,
    directoryId,
    until: minutesAfter(at, MOST_MINUTES),
  });
  // Its hour begins with the pause, however long somebody else's was waited for.
  await dependencies.startExecution({ organization: name.organization, case: name.id, pause: mine });
  await appendOnce(history, name, { kind: 'writing', at, key: mine, step: key, accountIds: [] });
  const answer = await provisioning.pause(id);
  if (answer.state === 'refused') {
    await appendOnce(history, name, { kind: 'resumed', at: toInstant(now()), key: mine, directoryId });
    return { state: 'refused', why: answer.why };
  }
  const after = await provisioning.readJob();
  if (after.code === 'Paused') return { state: 'open', until: minutesAfter(since, MOST_MINUTES - LAST_MINUTES) };
  return { state: 'unclear', why: `provisioning is still ${after.code}` };
}

/**
 * Starts what is paused, if it was this case that paused it, and looks whether it runs; true once it does. Neither the
 * switch nor a cancellation stops that. Counted as long as it is paused for too long.
 */
export async function closeWindow(
  dependencies: RemediateDependencies,
  name: CaseName,
  { key, directoryId }: Window,
): Promise<boolean> {
  const { history, now, count } = dependencies;
  const open = openPauses(await listEvents(history, name), key);
  const [noted] = open;
  const release = async () => {
    const at = toInstant(now());
    await releaseDirectory(history, { organization: name.organization, directoryId, caseId: name.id, now: at });
    return true;
  };
  if (!noted) return release();
  try {
    const provisioning = await provisioningOf(dependencies, name, directoryId);
    if ('why' in provisioning) throw new Error(provisioning.why);
    const { id, code } = await provisioning.readJob();
    // Held by another case: ours has long been ended by somebody, and what is paused now is not ours to start.
    const another = (await holdOwn(dependencies, name, directoryId)) !== null;
    if (code === 'Paused' && !another) await provisioning.start(id);
    if (another || code !== 'Paused' || (await provisioning.readJob()).code !== 'Paused') {
      const at = toInstant(now());
      for (const one of open) await appendOnce(history, name, { kind: 'resumed', at, key: one.key, directoryId });
      return release();
    }
  } catch (error) {
    // Whatever it is: it is looked at again, and rings once the time is over.
    if (!(error instanceof Error)) throw error;
  }
  if (toInstant(now()) >= noted.until) count('ProvisioningPaused', 1);
  return false;
}

const OPEN_LOOKS = 12;
const SOON_SECONDS = 60;
const LATER_SECONDS = 300;

/** Every minute, then every five, then every half an hour: half a day together. */
const CLOSE_LOOKS = 52;
const closeDelay = (look: number) => (look <= 10 ? SOON_SECONDS : look <= 30 ? LATER_SECONDS : 1800);

/** `until`: nothing is begun any more from then on. */
export type Opened = { readonly until: string } | { readonly why: string };

/** Opens the window as a chain of checkpoints; waits up to an hour where somebody else has paused. */
export async function openDurably(run: CaseRun, window: Window): Promise<Opened> {
  let why = '';
  let attempt = 1;
  for (let look = 1; look <= OPEN_LOOKS; look += 1) {
    const asked = attempt;
    const opening = await inStep(run, `${window.key}: pause ${look}`, () => openWindow(run, window, asked));
    if (opening.state === 'open') return { until: opening.until };
    if (opening.state === 'refused') return { why: opening.why };
    why = opening.why;
    if (opening.state === 'unclear' && look % 2 === 0) attempt += 1;
    if (attempt > 2) break;
    await waitDurably(run, `${window.key}: before ${look}`, opening.state === 'busy' ? LATER_SECONDS : SOON_SECONDS);
  }
  return { why };
}

/** Closes the window as a chain of checkpoints, however long that takes; false: it could not be had in half a day. */
export async function closeDurably(run: Omit<CaseRun, 'plan'>, window: Window): Promise<boolean> {
  for (let look = 1; look <= CLOSE_LOOKS; look += 1) {
    const closed = await inStep(run, `${window.key}: start ${look}`, () =>
      closeWindow(run.dependencies, run.name, window),
    );
    if (closed) return true;
    await waitDurably(run, `${window.key}: paused ${look}`, closeDelay(look));
  }
  return false;
}

/**
 * An execution of its own, begun just before the pause: once the time is over it starts provisioning, even if the execution
 * that paused it is gone.
 */
export async function guardPause(run: Omit<CaseRun, 'plan'>, key: string): Promise<void> {
  await waitDurably(run, 'guard: an hour', MOST_MINUTES * 60);
  const directoryId = await inStep(run, 'guard: look', async () => {
    const [open] = openPauses(await listEvents(run.dependencies.history, run.name), key);
    return open?.directoryId ?? null;
  });
  if (directoryId !== null) await closeDurably(run, { key, directoryId });
}

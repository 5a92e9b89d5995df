import type { CaseEvent } from './events.ts';

export type Paused = Extract<CaseEvent, { kind: 'paused' }>;

/**
 * The pauses of provisioning that a case has noted and not ended. With `key`, those of one window, in which each attempt
 * has a key of its own (`KEY: pause 1`), or of one such attempt.
 */
export function openPauses(events: readonly CaseEvent[], key?: string): readonly Paused[] {
  const closed = new Set(events.flatMap((event) => (event.kind === 'resumed' ? [event.key] : [])));
  return events.filter((event): event is Paused => {
    if (event.kind !== 'paused' || closed.has(event.key)) return false;
    return key === undefined || event.key === key || event.key.startsWith(`${key}: pause `);
  });
}

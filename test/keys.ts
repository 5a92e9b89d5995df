import type { KeyRecord } from '../core/keys.ts';

/** An organization key that works and ends in a year. */
export function keyRecord(change: Partial<KeyRecord> = {}): KeyRecord {
  return {
    organization: 'acme',
    kind: 'org',
    directory: null,
    putAt: '2026-11-01T09:30:00Z',
    expiry: { day: '2027-11-01', from: 'assumed' },
    trial: { state: 'works', at: '2026-11-23T06:00:00Z' },
    remark: null,
    ...change,
  };
}

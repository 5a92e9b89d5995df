import { expect, test } from '@jest/globals';
import { noteQuality } from '../../core/note-quality.ts';
import type { CompleteSnapshot } from '../../core/snapshot.ts';
import { AS_OF, RULES } from '../accounts.ts';

const perfect: CompleteSnapshot = {
  state: 'complete',
  organization: 'acme',
  asOf: AS_OF,
  attempt: 1,
  source: { kind: 'api', key: 'account-id' },
  settings: 'v1',
  startedAt: AS_OF,
  finishedAt: AS_OF,
  accounts: 10,
  billable: 2,
  notBillable: 8,
  unknown: 0,
  duplicates: 0,
  gap: 0,
  unconfirmedAbsences: 0,
  previous: null,
  folder: 'x/',
  manifestSha256: '',
};

const csv = (key: 'account-id' | 'email', unreadableRows = 0): CompleteSnapshot['source'] => ({
  kind: 'csv',
  key,
  file: 'm.csv',
  unreadableRows,
  unreadableLines: unreadableRows > 0 ? [7] : [],
  ignoredColumns: [],
});

test('a perfect snapshot needs no note', () => {
  expect(noteQuality(perfect, { snapshot: perfect, readable: true, bounced: [] }, RULES)).toEqual([]);
});

test.each([
  ['unknown-flags', { unknown: 3 }, perfect],
  ['gap', { gap: 2 }, perfect],
  ['unconfirmed-absences', { unconfirmedAbsences: 2 }, perfect],
  ['duplicates', { duplicates: 1 }, perfect],
  ['unreadable-rows', { source: csv('account-id', 1), gap: 1 }, null],
  ['fewer-accounts', { source: csv('account-id'), gap: 51 }, null],
  ['source-changed', { source: csv('account-id') }, perfect],
  ['not-comparable', { source: csv('email') }, perfect],
] as const)('%s', (kind, change, earlier) => {
  expect(
    noteQuality({ ...perfect, ...change }, earlier && { snapshot: earlier, readable: true, bounced: [] }, RULES).map(
      (note) => note.kind,
    ),
  ).toEqual([kind]);
});

test('assumed sites are said, sandboxes among them', () => {
  expect(noteQuality(perfect, null, { ...RULES, assumed: true })).toEqual([
    { kind: 'assumed-sites', hosts: ['contoso-sandbox-215.atlassian.net', 'contoso.atlassian.net'] },
  ]);
});

test('a baseline that is gone from the archive is said', () => {
  expect(noteQuality(perfect, { snapshot: perfect, readable: false, bounced: [] }, RULES)).toEqual([
    { kind: 'baseline-lost', baseline: AS_OF },
  ]);
});

test('mails that came back are counted for each audience', () => {
  const earlier = { snapshot: perfect, readable: true, bounced: ['finance', 'finance'] as const };
  expect(noteQuality(perfect, earlier, RULES)).toEqual([{ kind: 'mail-bounced', audience: 'finance', mails: 2 }]);
});

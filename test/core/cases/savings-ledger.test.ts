import { expect, test } from '@jest/globals';
import type { Invoice } from '../../../core/billing/invoices.ts';
import type { Case, Projected } from '../../../core/cases/case.ts';
import type { CaseEvent } from '../../../core/cases/events.ts';
import { savingsLedger } from '../../../core/cases/savings-ledger.ts';
import { caseOf, folded, happened } from '../../cases.ts';
import { daily, rates } from '../billing/charges.ts';

const { proposed, approved, started, finished } = happened;
const PROJECTED: Projected = { currency: 'USD', perMonth: '12.00', perYear: '144.00', source: 'your contract' };
const proved: CaseEvent = {
  ...{ kind: 'proved', at: '2026-11-25T06:00:00Z', key: 'proved', snapshot: '2026-11-25T06:00:00Z' },
  proofs: [
    { accountId: 'a1', result: 'verified', successor: null },
    { accountId: 'a2', result: 'verified', successor: null },
    { accountId: 'a3', result: 'still-billable', successor: null },
  ],
};
const back = (day: string): CaseEvent => ({
  ...{ kind: 're-entered', at: `${day}T06:00:00Z`, key: `re-entered ${day}`, snapshot: `${day}T06:00:00Z` },
  accountIds: ['a2'],
});
const undoAsked = (day: string): CaseEvent => ({ kind: 'undo-asked', at: `${day}T08:00:00Z`, by: 'x', why: 'wrong' });

const WORKED: readonly CaseEvent[] = [proposed, approved, started, finished, proved];
const one = (events: readonly CaseEvent[] = WORKED, change: Partial<Case> = {}) =>
  folded(events, '2026-12-20T12:00:00Z', { ...caseOf(), projected: PROJECTED, ...change });

/** 200 billed in November, of whom two go; $4 each. */
function ledger(cases = [one()], invoices: readonly Invoice[] = [], today = '2026-12-20') {
  const days = daily('2026-11-01', [200, 24], [198, 31]).map(({ date, users }) => ({
    ...{ date, counted: users, external: 0, unknown: 0 },
  }));
  const by = rates({ kind: 'monthly', unitPrice: '4' }, { invoices });
  return savingsLedger({ rates: by, days: days.filter(({ date }) => date <= today), today, timeZone: 'UTC', cases });
}

const DECEMBER = {
  ...{ case: caseOf().id, option: 'deactivate', period: ['2026-12-01', '2026-12-31'], currency: 'USD' },
  accounts: { planned: 3, proven: 2 },
  undone: false,
  ...{ sources: ['your contract'], projected: '12.00', avoided: '8.00', reduced: null },
};
const bill = (period: string, quantity: number, amount: string): Invoice => ({
  period,
  quantity,
  amount,
  currency: 'USD',
});

test('the period of the work itself has nothing; the next one avoids what was proven, and says what was promised', () => {
  expect(ledger([one()], [], '2026-11-24')).toEqual([]);
  expect(ledger()).toEqual([DECEMBER]);
});

test('only a lower invoice reduces, and by no more than was avoided', () => {
  const lower = [bill('2026-11', 200, '800'), bill('2026-12', 198, '792')];
  expect(ledger([one()], lower)).toEqual([{ ...DECEMBER, sources: expect.anything(), reduced: '8.00' }]);
  const much = [bill('2026-11', 200, '800'), bill('2026-12', 150, '600')];
  expect(ledger([one()], much)[0]).toMatchObject({ avoided: '8.00', reduced: '8.00' });
  const little = [bill('2026-11', 200, '800'), bill('2026-12', 199, '796')];
  expect(ledger([one()], little)[0]).toMatchObject({ avoided: '8.00', reduced: '4.00' });
});

test('of two cases the older one is the first to account for a lower invoice', () => {
  const newer = one(WORKED.with(3, { ...finished, at: '2026-11-24T10:05:00Z' }), { id: 'c0ffee0002' });
  const lower = [bill('2026-11', 200, '800'), bill('2026-12', 197, '788')];
  expect(ledger([newer, one()], lower).map((saving) => [saving.case, saving.avoided, saving.reduced])).toEqual([
    ['c0ffee0001', '8.00', '8.00'],
    ['c0ffee0002', '8.00', '4.00'],
  ]);
});

test.each([
  ['who is billable again in the period', [...WORKED, back('2026-12-10')], 1, '4.00', false],
  ['who was before it', [...WORKED, back('2026-11-28')], 1, '4.00', false],
  ['nobody, once the case is to be taken back', [...WORKED, undoAsked('2026-12-10')], 0, '0.00', true],
])('%s counts no more', (_, events, accounts, avoided, undone) => {
  expect(ledger([one(events)])).toMatchObject([{ accounts: { proven: accounts }, avoided, undone }]);
});

test('a case that was taken back before the period, or is not proven, has no part in it', () => {
  expect(ledger([one([...WORKED, undoAsked('2026-11-28')])])).toEqual([]);
  expect(ledger([one(WORKED.slice(0, 4))])).toEqual([]);
});

test('where Guard is part of an Enterprise plan nothing is avoided', () => {
  const by = rates({ kind: 'enterprise' });
  expect(savingsLedger({ rates: by, days: [], today: '2026-12-20', timeZone: 'UTC', cases: [one()] })).toEqual([]);
});

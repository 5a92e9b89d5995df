import { describe, expect, test } from '@jest/globals';
import { known } from '../../core/inspection.ts';
import { checklistLines, inferPrevention, keepChecklist, rememberTold, type Told } from '../../core/prevention.ts';
import { seeDoor } from '../../core/see-door.ts';
import { access, agent } from '../accounts.ts';
import { CONTOSO, LOCAL, subject } from '../subjects.ts';

const site = 'contoso.atlassian.net';
const NEVER = { activity: { state: 'never' as const } };
const trello = (accountId: string) => agent({ accountId, access: [access('trello')] });

const see = (change: Partial<Parameters<typeof seeDoor>[0]> = {}) =>
  seeDoor({
    newSignUps: [],
    subjects: [],
    inspections: new Map(),
    organization: CONTOSO,
    enterprise: false,
    ...change,
  });

test('new sign-ups with what was learnt of them', () => {
  const facts = see({ newSignUps: [trello('a'), trello('b')], inspections: new Map([['a', LOCAL]]) });
  expect(facts.signUps).toEqual([
    { management: 'local', state: 'billable' },
    { management: 'unknown', state: 'billable' },
  ]);
});

test('seats that were never used, by own site, each account once', () => {
  const seat = (accountId: string, inspection = NEVER) =>
    subject({
      account: { accountId, access: [access('confluence', site), access('jira-software', site)] },
      inspection,
    });
  const foreign = subject({
    account: { accountId: 'x', access: [access('confluence', 'v.atlassian.net')] },
    inspection: NEVER,
  });
  const used = subject({ account: { accountId: 'y', access: [access('confluence', site)] } });
  expect(see({ subjects: [seat('a'), seat('b'), foreign, used] }).neverUsedSeats).toEqual([{ site, accounts: 2 }]);
});

describe('a digest tells each line once', () => {
  const facts = see({ newSignUps: [1, 2, 3].map((index) => trello(`t${index}`)) });
  const inspections = new Map([1, 2, 3].map((index) => [`t${index}`, { ...LOCAL, accountId: `t${index}` }]));
  const items = inferPrevention(see({ newSignUps: [trello('t1'), trello('t2'), trello('t3')], inspections }));
  const lines = (told: readonly Told[]) => checklistLines(keepChecklist(items, told));

  test('unknown ones tell nothing', () => {
    expect(inferPrevention(facts)).toEqual([]);
  });

  test('first without a day, then with the day on which it was told', () => {
    const first = lines([]);
    expect(first).toMatchObject([{ topic: 'default-local-policy', state: 'advised', toldOn: null }]);
    const told = rememberTold([], first, '2026-11-23');
    expect(rememberTold(told, first, '2026-11-23')).toEqual(told);
    expect(lines(told)).toMatchObject([{ toldOn: '2026-11-23' }]);
    expect(rememberTold(told, lines(told), '2026-11-30')).toEqual(told);
  });

  test('what is not seen this week is still remembered', () => {
    const told: readonly Told[] = [{ topic: 'auto-claim', site: null, state: 'ask', on: '2026-11-02' }];
    expect(rememberTold(told, lines(told), '2026-11-23').map(({ topic }) => topic)).toEqual([
      'auto-claim',
      'default-local-policy',
    ]);
  });
});

test('whether accounts are claimed by themselves is as the settings say', () => {
  const findings = { ...CONTOSO.findings, autoClaim: known('on' as const) };
  expect(see({ organization: { ...CONTOSO, findings } }).autoClaim).toEqual(known('on'));
});

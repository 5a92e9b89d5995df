import { expect, test } from '@jest/globals';
import { type Dimension, startSplit, uncounted } from '../../../core/billing/split-users.ts';
import { AS_OF, access, agent, RULES } from '../../accounts.ts';

const accounts = [
  agent({ email: 'ada@contoso.com' }),
  agent({ email: 'bela@CONTOSO.com', access: [access('trello')] }),
  agent({ email: null, access: [access('trello'), access('loom')] }),
  agent({ email: 'no@contoso.com', billable: 'not-billable' }),
];

test.each<[Dimension, object[]]>([
  [
    'domain',
    [
      { names: ['contoso.com'], users: 2 },
      { names: [], users: 1 },
    ],
  ],
  [
    'product',
    [
      { names: ['Jira Service Management'], users: 1 },
      { names: ['Trello'], users: 1 },
      { names: ['Loom', 'Trello'], users: 1 },
    ],
  ],
  [
    'exposure',
    [
      { names: ['licensed'], users: 1 },
      { names: ['self-signup'], users: 2 },
    ],
  ],
  [
    'department',
    [
      { names: ['IT'], users: 1 },
      { names: [], users: 2 },
    ],
  ],
])('billable accounts by %s', (by, rows) => {
  const split = startSplit({ by, rules: RULES, asOf: AS_OF, departments: new Map([['bela@contoso.com', 'IT']]) });
  accounts.forEach(split.see);
  const sorted = (list: readonly object[]) => list.map((row) => JSON.stringify(row)).sort();
  expect(sorted(split.finish())).toEqual(sorted(rows));
});

test('users that no snapshot counts are groups of their own', () => {
  expect(uncounted(595, 500, 84)).toEqual([
    { names: ['external users'], users: 84 },
    { names: ['billed, not counted'], users: 11 },
  ]);
  expect(uncounted(500, 510, 0)).toEqual([]);
});

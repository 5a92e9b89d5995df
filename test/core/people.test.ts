import { describe, expect, test } from '@jest/globals';
import { departmentsOf, peopleSourceSchema, presenceReader, readPeople, unknownAddresses } from '../../core/people.ts';
import { agent } from '../accounts.ts';

const file = { source: 'hr.csv', asOf: '2026-11-20' };
const email = 'ada.abel@contoso.com';

function stateOf(...rows: Record<string, string>[]): string {
  const reading = readPeople(rows, file);
  if (!reading.readable) return reading.why;
  const presence = presenceReader(reading.people, file.asOf)(agent());
  return presence.state === 'unknown' ? presence.why : presence.state;
}

describe('one row of an HR export', () => {
  test.each([
    ['left', 'a last day that is over', { Email: email, 'Last day': '2026-11-19' }],
    ['left', 'the same in dots and capitals', { 'E-MAIL': 'Ada.Abel@Contoso.com', 'LAST DAY': '19.11.2026' }],
    ['here', 'a last day that is today', { Email: email, 'Last day': '2026-11-20' }],
    [
      'here',
      'a last day to come, whatever the status says',
      { Email: email, 'End date': '2026-12-31', Status: 'Left' },
    ],
    ['here', 'no last day', { Email: email, 'Last day': '' }],
    ['left', 'a status', { mail: email, Status: 'Terminated' }],
    ['here', 'a status', { mail: email, Status: 'active' }],
    ['contradictory', 'over, but still active', { Email: email, 'Last day': '2026-10-31', Status: 'active' }],
    ['not-listed', 'a status nobody knows', { Email: email, Status: 'sabbatical?' }],
    ['not-listed', 'a day that is none', { Email: email, 'Last day': '2026-02-30' }],
    ['not-listed', 'a month and a day that could be swapped', { Email: email, 'Last day': '10/11/2026' }],
    ['not-listed', 'no address', { Email: 'Ada', 'Last day': '2026-10-31' }],
    ['not-listed', 'another address', { Email: 'bob@contoso.com', 'Last day': '2026-10-31' }],
  ])('%s: %s', (expected, _, row: Record<string, string>) => {
    expect(stateOf(row)).toBe(expected);
  });

  test('a last day that the file announced has passed since', () => {
    const reading = readPeople([{ Email: email, 'Last day': '2026-11-30' }], file);
    if (!reading.readable) throw new Error(reading.why);
    const on = (today: string) => presenceReader(reading.people, today)(agent()).state;
    expect(['2026-11-23', '2026-11-30', '2026-12-01'].map(on)).toEqual(['here', 'here', 'left']);
  });

  test('left in one row and here in another is a contradiction: somebody may have come back', () => {
    expect(stateOf({ Email: email, 'Last day': '2026-01-31' }, { Email: email, 'Last day': '' })).toBe('contradictory');
    expect(stateOf({ Email: email, 'Last day': '2026-01-31' }, { Email: email, 'Last day': '2026-02-01' })).toBe(
      'left',
    );
  });

  test.each([
    ['no rows', [], 'hr.csv has no rows.'],
    ['no addresses', [{ Name: 'Ada', Status: 'left' }], 'hr.csv has no column of e-mail addresses.'],
    [
      'bare addresses',
      [{ Email: email }],
      'hr.csv has no column that says who has left, such as "Last day" or "Status".',
    ],
  ])('a file with %s is refused', (_, rows: Record<string, string>[], why) => {
    expect(readPeople(rows, file)).toEqual({ readable: false, why });
  });

  test('rows that cannot be read are told, and addresses that no account has', () => {
    const rows = [
      { Email: email, Status: 'left' },
      { Email: 'zoe@contoso.com', Status: 'left' },
      { Email: 'x', Status: 'left' },
    ];
    const reading = readPeople(rows, file);
    if (!reading.readable) throw new Error(reading.why);
    expect(reading.people.unreadableRows).toEqual([3]);
    expect(
      unknownAddresses(reading.people, [agent({ email: 'ADA.ABEL@contoso.com' }), agent({ email: null })]),
    ).toEqual(['zoe@contoso.com']);
    expect(peopleSourceSchema.parse(JSON.parse(JSON.stringify(reading.people)))).toEqual(reading.people);
  });
});

test('without a source nobody has left, and a mail that came back is only a hint', () => {
  expect(presenceReader(null, '2026-11-23')(agent())).toEqual({
    state: 'unknown',
    why: 'no-source',
    mailBounced: false,
  });
  const bounced = presenceReader(null, '2026-11-23', new Set([agent().accountId]))(agent());
  expect(bounced).toEqual({ state: 'unknown', why: 'no-source', mailBounced: true });
});

test('the head of a department is not its name', () => {
  const departments = (row: Record<string, string>) => {
    const reading = readPeople([{ Email: email, Status: 'active', ...row }], file);
    return reading.readable && departmentsOf(reading.people);
  };
  const heads = { 'Department head': 'Ada Byron', 'Cost center manager e-mail': 'ada@contoso.com' };
  expect(departments(heads)).toBeNull();
  for (const column of ['Department', ' DEPARTMENT NAME', 'Cost centre', 'cost center code', 'Department ID']) {
    expect(departments({ ...heads, [column]: 'Sales' })).toEqual(new Map([[email, 'Sales']]));
  }
});

test('a hidden e-mail cannot be looked up', () => {
  const people = { ...file, people: [], unreadableRows: [] };
  expect(presenceReader(people, '2026-11-23')(agent({ email: null }))).toMatchObject({
    state: 'unknown',
    why: 'no-email',
  });
});

test('the department of each person, the last one that was told; a file without any tells none', () => {
  const read = (...rows: Record<string, string>[]) => {
    const reading = readPeople(rows, file);
    if (!reading.readable) throw new Error(reading.why);
    return departmentsOf(reading.people);
  };
  expect(read({ Email: email, Status: 'active' })).toBeNull();
  expect(departmentsOf(null)).toBeNull();
  expect(
    read(
      { Email: email.toUpperCase(), Status: 'active', 'Cost center': 'Sales' },
      { Email: email, Status: 'active', 'Cost center': '' },
      { Email: 'bob@contoso.com', Status: 'active', 'Cost center': '' },
    ),
  ).toEqual(new Map([[email, 'Sales']]));
});

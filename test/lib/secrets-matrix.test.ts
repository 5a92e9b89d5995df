import { expect, test } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { KEY_KINDS } from '../../core/keys.ts';
import { secretName } from '../../lambdas/clients/keys/secret-name.ts';
import { allowedTo, arnText, createStack } from './stack.ts';

/** Which function may do what with which key: the matrix of the design, printed from the template's own policies. */
const statements = allowedTo(Template.fromStack(createStack()));
const FUNCTIONS = [
  'dispatch',
  'snapshot',
  'drift',
  'delivery',
  'keys',
  'report',
  'decide',
  'remediate',
  'answer',
] as const;

/** The constructs of remediation lie one level down. */
function ofFunction(role: string, name: string): boolean {
  return role
    .replace(/^Remediation/, '')
    .toLowerCase()
    .startsWith(name);
}

function mayRead(functionName: string, secret: string): boolean {
  return statements
    .filter(({ role }) => ofFunction(role, functionName))
    .filter(({ actions }) => actions.includes('secretsmanager:GetSecretValue'))
    .some(({ resources }) => resources.map(arnText).some((arn) => matches(arn, secret)));
}

/** IAM's own wildcards: `*` is any text, `?` one character; Secrets Manager ends a name with a dash and six characters. */
function matches(pattern: string, secret: string): boolean {
  const [, name = ''] = /:secret:(.*)$/.exec(pattern) ?? [];
  const expression = name
    .replaceAll(/[.+^$|()[\]\\/-]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(`${secret}-AbCdEf`);
}

const secretOf = (kind: (typeof KEY_KINDS)[number]) =>
  secretName('billable-drift', 'acme', { kind, directory: kind === 'scim' || kind === 'idp' ? 'd-1' : null });

test('the matrix', () => {
  const rows = FUNCTIONS.map((name) => [
    name,
    ...KEY_KINDS.map((kind) => (mayRead(name, secretOf(kind)) ? 'read' : '-')),
    statements.some(({ role, actions }) => ofFunction(role, name) && actions.includes('ses:SendRawEmail'))
      ? 'send'
      : '-',
  ]);
  const table = [['', ...KEY_KINDS, 'SES'], ...rows].map((row) =>
    row
      .map((cell) => cell.padEnd(12))
      .join('')
      .trimEnd(),
  );
  expect(`\n${table.join('\n')}\n`).toBe(`
            org         remediation scim        jira        idp         SES
dispatch    -           -           -           -           -           -
snapshot    read        -           -           read        -           -
drift       -           -           -           -           -           send
delivery    -           -           -           -           -           -
keys        read        -           -           read        -           send
report      -           -           -           -           -           send
decide      -           -           -           -           -           -
remediate   read        read        -           read        read        send
answer      -           -           -           -           -           -
`);
});

test('reading is all that any function may do with a secret', () => {
  const actions = statements.flatMap((statement) =>
    statement.actions.filter((action) => /^secretsmanager:/.test(action)),
  );
  expect([...new Set(actions)]).toEqual(['secretsmanager:GetSecretValue']);
});

test.each(['org', 'jira'] as const)(
  'an organization or a directory that is named like a kind opens no other secret: %s',
  (kind) => {
    for (const name of ['keys', 'snapshot']) {
      expect(mayRead(name, `billable-drift/${kind}/remediation`)).toBe(false);
      expect(mayRead(name, secretName('billable-drift', 'acme', { kind: 'scim', directory: kind }))).toBe(false);
    }
  },
);

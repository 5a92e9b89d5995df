import { expect, test } from '@jest/globals';
import { keysNeeded } from '../../../core/cases/keys-needed.ts';
import { AUTOMATED } from '../../../core/cases/remediation-settings.ts';
import { RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { planOf } from '../../cases.ts';

const directories = [
  { id: 'd-1', idp: 'entra' as const, appId: 'app' },
  { id: 'd-2', idp: 'okta' as const },
];
const ENTRA = directories.slice(0, 1);

test.each(RECOMMENDATION_ORDER)('%s: by people, accounts are only read', (option) => {
  expect(keysNeeded(planOf({ option, directories }), directories)).toEqual([{ kind: 'org', directory: null }]);
});

test.each([
  ['deactivate', ['org', 'remediation']],
  ['non-billable-policy', ['org', 'remediation']],
  ['leave-or-delete-workspace', ['org']],
  ['remove-access', ['org']],
  ['atlassian-support', ['org', 'jira']],
  ['narrow-sync', ['org', 'remediation', 'idp d-1']],
  ['relink-through-idp', ['org', 'remediation', 'idp d-1', 'jira']],
] as const)('%s: by the program, what its steps read', (option, keys) => {
  const plan = planOf({ option, directories: ENTRA, automated: [...AUTOMATED] });
  const found = keysNeeded(plan, ENTRA).map(({ kind, directory }) =>
    directory === null ? kind : `${kind} ${directory}`,
  );
  expect(found).toEqual(keys);
});

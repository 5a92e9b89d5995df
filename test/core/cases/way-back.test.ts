import { expect, test } from '@jest/globals';
import type { RunbookRequest } from '../../../core/cases/runbooks.ts';
import { wayBack } from '../../../core/cases/way-back.ts';
import { planOf } from '../../cases.ts';

const backs = (request: Partial<RunbookRequest>) =>
  Object.fromEntries(planOf(request).steps.map((step) => [step.name, wayBack(step).split(':')[0]]));

test('a step that only reads, asks or waits has nothing to take back; a deletion is not taken back', () => {
  expect(backs({ option: 'atlassian-support' })).toEqual({ 'carry-out': 'It is not taken back.' });
  expect(backs({ option: 'leave-or-delete-workspace' })).toEqual({
    ask: 'There is nothing to take back.',
    answers: 'It is not taken back.',
  });
  expect(backs({ option: 'relink-through-idp' })).toMatchObject({
    preflight: 'There is nothing to take back.',
    unlink: 'Back',
    'manage-again': 'There is nothing to take back.',
    'first-login': 'There is nothing to take back.',
    'which-account': 'There is nothing to take back.',
    'disable-old': 'Back',
  });
});

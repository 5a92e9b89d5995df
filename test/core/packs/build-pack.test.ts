import { describe, expect, test } from '@jest/globals';
import { known, unknown } from '../../../core/inspection.ts';
import type { OptionSubject } from '../../../core/options/option.ts';
import { type OptionId, RECOMMENDATION_ORDER } from '../../../core/options/option-id.ts';
import { recommendAll } from '../../../core/options/recommend.ts';
import { buildPack } from '../../../core/packs/build-pack.ts';
import type { Pack, PackFile } from '../../../core/packs/pack.ts';
import { makePlan } from '../../../core/plan.ts';
import type { Remedy } from '../../../core/plan-groups.ts';
import { access } from '../../accounts.ts';
import { LEFT, LOCAL, type SubjectChanges, SYNCED, subject } from '../../subjects.ts';

const elsewhere = [access('confluence', 'agency-x.atlassian.net')];
const organization = { id: 'org-1', name: 'Contoso' };

function packOf(...subjects: readonly OptionSubject[]): Pack {
  const recommendations = recommendAll(subjects, new Map());
  const target = { kind: 'tier' as const, atMost: 0 };
  const [group] = makePlan({ recommendations, billable: subjects.length, target, costOf: () => null }).groups;
  if (!group) throw new Error('no option fits');
  return buildPack(group, subjects, organization);
}

function only(option: OptionId, changes: SubjectChanges): OptionSubject {
  return subject({ ...changes, organization: { allowedOptions: [option], ...changes.organization } });
}

function fileOf(pack: Pack, name: string): PackFile {
  const file = pack.files.find((each) => each.name === name);
  if (!file) throw new Error(`no ${name} among ${pack.files.map((each) => each.name).join(', ')}`);
  return file;
}

const notices = ['announcement-helpdesk', 'announcement-works-council'];
const CASES: readonly [Remedy, OptionSubject, readonly string[]][] = [
  ['deactivate', subject({ presence: LEFT }), ['deactivation-list', 'steps']],
  ['orphaned-link', subject({ presence: LEFT, inspection: SYNCED }), ['left-but-still-synced', 'steps']],
  [
    'remove-access',
    subject({ account: { access: [access('jira-core', 'contoso.atlassian.net', '2026-01-01')] } }),
    ['access-list', 'steps', ...notices],
  ],
  ['non-billable-policy', subject(), ['policy-list', 'policy-members', 'steps', ...notices]],
  ['leave-or-delete-workspace', subject({ inspection: SYNCED }), ['holders', 'mails', 'steps', ...notices]],
  ['external-policy', subject({ relation: 'external-user' }), ['external-users', 'steps', ...notices]],
  ['leave-unclaimed', only('leave-unclaimed', {}), ['unclaim-list', 'unclaim-upload', 'steps', ...notices]],
  [
    'narrow-sync',
    only('narrow-sync', { inspection: SYNCED }),
    ['unlink-list', 'policy-members', 'steps-entra', ...notices],
  ],
  [
    'relink-through-idp',
    only('relink-through-idp', { inspection: SYNCED }),
    ['replacement-list', 'steps-entra', ...notices],
  ],
  [
    'atlassian-support',
    only('atlassian-support', { account: { access: elsewhere }, inspection: SYNCED }),
    ['support-list', 'support-request', 'support-accounts', 'steps', ...notices],
  ],
];

describe('the pack of each remedy', () => {
  test.each(CASES)('%s', (remedy, about, files) => {
    const pack = packOf(about);
    expect(pack).toMatchObject({ remedy, accounts: 1, leftOut: [] });
    expect(pack.files.map(({ name }) => name)).toEqual(files);
    for (const file of pack.files) if (file.kind === 'steps') expect(file.steps.length).toBeGreaterThan(0);
  });

  test('there is one for every option', () => {
    expect(new Set(CASES.map(([remedy]) => remedy))).toEqual(new Set([...RECOMMENDATION_ORDER, 'orphaned-link']));
  });
});

test('the list keeps what is needed to go back', () => {
  expect(fileOf(packOf(subject({ account: { name: '=1+1' } })), 'policy-list')).toEqual({
    kind: 'table',
    name: 'policy-list',
    header: ['Account id', 'Name', 'E-mail', 'Products', 'Policy now', 'SCIM links now', 'Requests reported'],
    rows: [['a', '=1+1', 'ada.abel@contoso.com', 'Trello', 'Default (policy-default)', '', '3']],
  });
  const unread = { policy: unknown('not-offered'), requestsReported: unknown('not-asked') };
  const synced = only('narrow-sync', { inspection: { ...SYNCED, ...unread } });
  expect(fileOf(packOf(synced), 'unlink-list')).toMatchObject({
    rows: [['a', 'Ada Abel', 'ada.abel@contoso.com', 'Trello', 'unknown', 'dir-1/scim-1', 'unknown']],
  });
});

describe('the mail to a holder', () => {
  const pack = packOf(
    subject({ account: { accountId: 'b', access: [access('trello'), access('loom')] }, inspection: SYNCED }),
  );
  const file = fileOf(pack, 'mails');
  const [mail] = file.kind === 'mails' ? file.mails : [];

  test('asks one question and offers five answers', () => {
    expect(mail).toMatchObject({
      to: 'ada.abel@contoso.com',
      name: 'Ada Abel',
      subject: 'Do you still need Loom and Trello?',
      answerBy: '2026-11-27',
    });
    expect(mail?.answers.map(({ id }) => id)).toEqual([
      'dont-need',
      'use-it',
      'for-a-client',
      'colleague-owns',
      'not-me',
    ]);
  });

  test('says that silence deletes nothing, and what deleting loses', () => {
    expect(mail?.paragraphs.join(' ')).toContain('If you do not answer, nothing is deleted');
    expect(mail?.answers[0]?.after).toContain('its boards are lost');
  });

  test('goes to nobody who has left', () => {
    const gone = only('leave-or-delete-workspace', { account: { accountId: 'c' }, presence: LEFT });
    const left = packOf(gone);
    expect(left.leftOut).toEqual([{ accountId: 'c', why: 'the person has left' }]);
    expect(fileOf(left, 'mails')).toMatchObject({ mails: [] });
  });
});

describe('texts', () => {
  const supported = only('atlassian-support', {
    account: { access: elsewhere },
    inspection: { ...SYNCED, requestsReported: known(300) },
  });

  test('the request to Atlassian names the organization, asks for the address first, and tells no more of anybody than needed', () => {
    const file = fileOf(packOf(supported), 'support-request');
    const text = file.kind === 'text' ? file.paragraphs.join('\n') : '';
    expect(text).toContain('Organization org-1 (Contoso). The attached list holds 1 account');
    expect(text.indexOf('change the e-mail address')).toBeLessThan(text.indexOf('delete the account'));
    expect(fileOf(packOf(supported), 'support-accounts')).toMatchObject({
      header: ['Account id', 'E-mail'],
      rows: [['a', 'ada.abel@contoso.com']],
    });
  });

  test('the helpdesk reads what the people read, and whether there is a way back', () => {
    const text = (pack: Pack) => {
      const file = fileOf(pack, 'announcement-helpdesk');
      return file.kind === 'text' ? file.paragraphs.join('\n') : '';
    };
    expect(text(packOf(subject()))).toContain('you log in to Atlassian with your e-mail address and a password');
    expect(text(packOf(subject()))).toContain('Going back: Move it back');
    expect(text(packOf(supported))).toContain('It cannot be undone.');
    expect(text(packOf(supported))).toContain('Requests whose reporter has to be changed: 300.');
  });

  test('the works council reads that people decide only where they do', () => {
    const text = (about: OptionSubject) => {
      const file = fileOf(packOf(about), 'announcement-works-council');
      return file.kind === 'text' ? file.paragraphs.at(-1) : '';
    };
    expect(text(subject({ inspection: SYNCED }))).toContain('decide themselves');
    expect(text(subject({ inspection: LOCAL }))).toContain('A named person approves it');
  });
});

test('steps are told once for each identity provider', () => {
  const link = (directoryId: string) => known([{ directoryId, scimUserId: 's' }]);
  const directories = [
    { id: 'dir-1', idp: 'entra' as const, admin: 'idp@contoso.com' },
    { id: 'dir-2', idp: 'okta' as const, admin: 'idp@contoso.com' },
  ];
  const about = (accountId: string, directoryId: string) =>
    only('narrow-sync', {
      account: { accountId },
      inspection: { ...SYNCED, scimLinks: link(directoryId) },
      organization: { directories },
    });
  const pack = packOf(about('a', 'dir-1'), about('b', 'dir-1'), about('c', 'dir-2'));
  const steps = pack.files.filter(({ kind }) => kind === 'steps').map(({ name }) => name);
  expect(steps).toEqual(['steps-entra', 'steps-okta']);
});

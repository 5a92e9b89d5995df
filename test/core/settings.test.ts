import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../core/settings.ts';

const perfect = { id: 'acme', name: 'Acme', timeZone: 'Europe/Berlin', locale: 'de-DE', sites: ['acme.atlassian.net'] };

function problems(change: object): readonly string[] {
  const reading = readSettings({ organizations: [{ ...perfect, ...change }] });
  return reading.valid ? [] : reading.problems;
}

test('perfect settings are read; a site is a host, or a host that is a sandbox', () => {
  const reading = readSettings({
    organizations: [{ ...perfect, sites: ['A.atlassian.net', { host: 'b.atlassian.net', sandbox: true }] }],
  });
  expect(reading).toMatchObject({
    valid: true,
    settings: {
      organizations: [
        {
          sites: [
            { host: 'a.atlassian.net', sandbox: false },
            { host: 'b.atlassian.net', sandbox: true },
          ],
          partnerSites: [],
          mail: { admins: [], finance: [] },
        },
      ],
    },
  });
});

describe('a problem names the path of its field', () => {
  test.each([
    [{ timeZone: 'Berlin' }, 'organizations[0].timeZone: an IANA time zone such as Europe/Berlin'],
    [{ locale: 'x' }, 'organizations[0].locale: a BCP 47 locale such as en-GB'],
    [
      { sites: ['https://a.atlassian.net'] },
      'organizations[0].sites[0]: a host such as contoso.atlassian.net, without https://',
    ],
    [
      { partnerSites: ['a b'] },
      'organizations[0].partnerSites[0]: a host such as contoso.atlassian.net, without https://',
    ],
    [{ id: 'a/b' }, 'organizations[0].id: letters, digits and dashes, at most 64'],
    [{ name: '' }, 'organizations[0].name: it is empty; text is expected'],
    [
      { mail: { admins: ['nobody'] } },
      'organizations[0].mail.admins[0]: an e-mail address such as ada@contoso.com is expected',
    ],
    [{ allowedOptions: ['delete'] }, 'organizations[0].allowedOptions[0]: one of "deactivate", '],
    [
      { directories: [{ id: 'd', idp: 'ldap' }] },
      'organizations[0].directories[0].idp: one of "entra", "okta", "google", "onelogin", "other" is expected',
    ],
    [{ nonBillablePolicyId: 'a b' }, 'organizations[0].nonBillablePolicyId: a policy id'],
    [{ partnerSite: [] }, 'organizations[0]: there is no field "partnerSite"; correct the name, or take it out'],
  ])('%j', (change, problem) => {
    expect(problems(change)).toEqual([expect.stringContaining(problem)]);
  });

  test('a field inside a site', () => {
    expect(problems({ sites: [{ host: 'x y', sandbox: true }] })).toEqual([
      'organizations[0].sites[0].host: a host such as contoso.atlassian.net, without https://',
    ]);
  });

  test('an organization that is there twice', () => {
    const reading = readSettings({ organizations: [perfect, perfect] });
    expect(reading).toEqual({ valid: false, problems: ['organizations[1].id: acme is there twice'] });
  });

  test.each([[null], [[]], ['text'], [{}], [{ organizations: [] }]])('a document that is none: %j', (document) => {
    expect(readSettings(document)).toMatchObject({ valid: false });
  });
});

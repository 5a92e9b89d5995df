import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { compareSettings } from '../../core/compare-settings.ts';
import { organizationSchema } from '../../core/settings.ts';
import { getSettings, listOrganizations } from '../../lambdas/clients/history/organizations.ts';
import { openStateFolder } from '../../local/state-folder.ts';
import { commandLine } from '../command-line.ts';
import { makeFolder } from '../stores.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeFolder();
});

async function apply(organizations: readonly object[], ...args: string[]) {
  const config = join(folder, 'settings.json');
  await writeFile(config, JSON.stringify({ deployment: { region: 'eu-central-1' }, organizations }));
  return commandLine(['apply', '--config', config, '--state', join(folder, 'state'), ...args]);
}

const acme = { id: 'acme', name: 'Acme', sites: ['acme.atlassian.net'], mail: { admins: ['a@acme.example'] } };
const beta = { id: 'beta', name: 'Beta' };

test('says what changes, writes it, and the second time finds nothing to do', async () => {
  expect((await apply([acme, beta])).out).toBe('acme: new\nbeta: new\nApplied 2 of 2.');
  expect((await apply([acme, beta])).out).toBe('acme: no change\nbeta: no change\nApplied 0 of 2.');
  const changed = {
    ...acme,
    sites: [...acme.sites, { host: 'acme-sandbox.atlassian.net', sandbox: true }],
    timeZone: 'Asia/Tokyo',
  };
  expect((await apply([changed])).out).toBe(
    'acme: changes timeZone, sites\nbeta: not in the file, left as it is (--drop beta ends its care)\nApplied 1 of 1.',
  );
  const state = await openStateFolder(join(folder, 'state'));
  expect(await getSettings(state.history, 'acme')).toEqual(organizationSchema.parse(changed));
  expect((await listOrganizations(state.history)).map(({ id }) => id)).toEqual(['acme', 'beta']);
  await state.close();
});

test('a dry run writes nothing', async () => {
  expect((await apply([acme], '--dry-run')).out).toBe('acme: new\nNothing was written (--dry-run).');
  expect((await apply([acme], '--dry-run')).out).toContain('acme: new');
});

test('who leaves the file is dropped by name only', async () => {
  await apply([acme, beta]);
  expect(await apply([acme, beta], '--drop', 'beta')).toMatchObject({
    exit: 2,
    err: expect.stringContaining('take it out there'),
  });
  expect(await apply([acme], '--drop', 'gamma')).toMatchObject({ exit: 2, err: 'gamma is not being taken care of.' });
  expect((await apply([acme], '--drop', 'beta')).out).toMatch(/beta is no longer taken care of, its history stays\.$/);
  expect((await apply([acme])).out).toBe('acme: no change\nApplied 0 of 1.');
});

test('settings that are wrong or missing write nothing', async () => {
  expect(await apply([{ ...acme, timeZone: 'Mars' }])).toMatchObject({
    exit: 1,
    err: expect.stringContaining('organizations[0].timeZone'),
  });
  const said = await commandLine(['apply', '--config', join(folder, 'nowhere.json'), '--state', join(folder, 'state')]);
  expect(said).toMatchObject({ exit: 1, err: expect.stringContaining('there is no settings file') });
});

test('the order of fields is no change', () => {
  const settings = organizationSchema.parse(acme);
  const turned = organizationSchema.parse(Object.fromEntries(Object.entries(acme).reverse()));
  expect(compareSettings([settings], new Map([['acme', turned]]))).toEqual([{ kind: 'same', organization: 'acme' }]);
});

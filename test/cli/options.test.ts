import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import * as z from 'zod';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../local/simulation/server.ts';
import {
  dayTime,
  isBillable,
  OWN_SITE,
  POLICIES,
  SIMULATED_DIRECTORY,
  type WorldOptions,
} from '../../local/simulation/world.ts';
import { commandLine } from '../command-line.ts';
import { annual2023 } from '../prices.ts';
import { makeFolder } from '../stores.ts';

const DAY = 7;
const now = dayTime(DAY);
const groupSchema = z.array(
  z.object({
    option: z.string(),
    accounts: z.number(),
    savesPerMonth: z.string().nullable(),
    savesPerYear: z.string().nullable(),
    fixBy: z.string().nullable(),
  }),
);
const runSchema = z.object({ plan: groupSchema });
const optionsSchema = z.array(
  z.object({
    accountId: z.string(),
    exposure: z.string(),
    options: z.array(
      z.strictObject({
        option: z.string(),
        feasible: z.boolean(),
        blockers: z.array(z.strictObject({ rule: z.string(), why: z.string() })),
        consequences: z.array(z.string()),
        marginalPerMonth: z.string().nullable(),
        makesCutOff: z.enum(['yes', 'no', 'depends', 'unknown']),
      }),
    ),
  }),
);

/** An organization of 40 agents and 60 sign-ups, its settings, and a state after two weeks. */
async function organization(
  synced: number,
  settings: object = {},
  world: Partial<WorldOptions> = { accounts: 500, agents: 40, signUps: 60 },
) {
  const folder = await makeFolder();
  const simulation = await startSimulation({ ...world, synced });
  const config = join(folder, 'billable-drift.json');
  const named = {
    id: SIMULATED_ORGANIZATION,
    name: 'Contoso',
    sites: [OWN_SITE],
    nonBillablePolicyId: POLICIES.free.id,
    directories: [{ id: SIMULATED_DIRECTORY, idp: 'entra', admin: 'idp@contoso.com' }],
    ...settings,
  };
  await writeFile(config, JSON.stringify({ organizations: [named] }));
  const state = join(folder, 'state');
  const env = { ATLASSIAN_API_URL: simulation.url, ATLASSIAN_ORG_KEY: SIMULATED_KEY };
  const say = (command: string, ...args: readonly string[]) =>
    commandLine([...command.split(' '), ...args, '--config', config, '--state', state], { env, now });
  const run = (day: number, ...args: readonly string[]) => {
    simulation.goTo(day);
    return commandLine(['run', ...args, '--config', config, '--state', state], { env, now: dayTime(day) });
  };
  return { folder, simulation, state, say, run };
}

const contract = {
  currency: 'USD',
  terms: [{ kind: 'monthly', from: '2026-01-01', bands: [{ from: 1, unitPrice: '4.00' }] }],
};

let contoso: Awaited<ReturnType<typeof organization>>;
let told: z.output<typeof runSchema>;
beforeAll(async () => {
  contoso = await organization(0.3, { contract });
  await contoso.run(0);
  told = runSchema.parse(JSON.parse((await contoso.run(DAY, '--json')).out));
}, 60_000);
afterAll(() => contoso.simulation.close());

const signedUp = ({ simulation }: { readonly simulation: Simulation }, synced: boolean) =>
  [...simulation.world.accounts.values()].filter(
    (account) => isBillable(account) && account.synced === synced && account.access.some(({ key }) => key === 'trello'),
  );

describe('run --json', () => {
  test('has the plan: local ones by policy, synced ones by asking, each at the contract and its last day', () => {
    const [policy, asking] = [signedUp(contoso, false), signedUp(contoso, true)].map(
      (accounts) => accounts.filter(({ email }) => email !== null).length,
    );
    const group = (option: string, accounts = 0) => ({
      ...{ option, accounts, savesPerMonth: `${accounts * 4}.00`, savesPerYear: `${accounts * 48}.00` },
      fixBy: '2026-11-27',
    });
    expect(told.plan.filter(({ option }) => option === 'non-billable-policy')).toEqual([
      group('non-billable-policy', policy),
    ]);
    expect(told.plan.filter(({ option }) => option === 'leave-or-delete-workspace')).toEqual([
      group('leave-or-delete-workspace', asking),
    ]);
  });

  test('the digest says the same, in counts, to finance too', async () => {
    const outbox = await readdir(join(contoso.state, 'outbox'));
    for (const audience of ['admins', 'finance']) {
      const name = outbox.find(
        (file) => file.includes('20261123') && file.includes(audience) && file.endsWith('.html'),
      );
      const page = await readFile(join(contoso.state, 'outbox', name ?? ''), 'utf8');
      expect(page).toContain('Do this week');
      expect(page).toMatch(/not synced: move it to the non-billable policy \(saves \$\d+ a month; by Fri 27 Nov: yes/);
      expect(page).toContain('Stop it at the door');
      expect(page.includes('@contoso.com')).toBe(audience === 'admins');
    }
  });
});

describe('options', () => {
  test('prints the plan without a name, the order, and the checklist', async () => {
    const { out, exit } = await contoso.say('options');
    expect(exit).toBe(0);
    expect(out).toMatch(/^Billable \d+; target: all that nobody planned\./);
    expect(out).toMatch(/together \$\d+ a month, \$[\d,]+ a year \(your\s+contract\)/);
    expect(out).toContain('First who has left');
    expect(out).toMatch(/local sign-ups came in billable/);
    expect(out).not.toMatch(/@contoso\.com/);
  });

  test('--json: every account in question, every option, with blockers and consequences', async () => {
    const accounts = optionsSchema.parse(JSON.parse((await contoso.say('options --json')).out));
    const local = new Set(signedUp(contoso, false).map(({ id }) => id));
    const one = accounts.find(({ accountId }) => local.has(accountId));
    expect(accounts.filter(({ exposure }) => exposure === 'self-signup')).toHaveLength(
      local.size + signedUp(contoso, true).length,
    );
    expect(one?.options).toHaveLength(9);
    expect(one?.options.find(({ option }) => option === 'deactivate')).toMatchObject({
      ...{ feasible: false, blockers: [{ rule: 'left-unknown' }], marginalPerMonth: null },
    });
    expect(one?.options.find(({ option }) => option === 'non-billable-policy')).toMatchObject({
      ...{ feasible: true, blockers: [], marginalPerMonth: '4.00', makesCutOff: 'yes' },
    });
  });

  test('--account, by id or e-mail: what fits and why not; explain says it too', async () => {
    const account = signedUp(contoso, true).find(({ email }) => email !== null);
    const [byId, byEmail] = [
      await contoso.say('options', '--account', account?.id ?? ''),
      await contoso.say('options', '--account', account?.email?.toUpperCase() ?? ''),
    ];
    expect(byId.out).toBe(byEmail.out);
    expect(byId.out).toMatch(/^Options {3}proposed: 3,/);
    expect(byId.out).toMatch(/non-billable policy: no, accounts that\s+an identity\s+provider syncs\s+cannot/);
    expect((await contoso.say('explain', account?.id ?? '')).out).toContain(byId.out);
  });

  test('--tier cuts the plan to what is needed, and says how near a target that cannot be reached comes', async () => {
    expect((await contoso.say('options --tier 95')).out).toMatch(
      /target: at most 95 billable\. This plan reaches it\./,
    );
    expect((await contoso.say('options --tier 1')).out).toMatch(/This plan misses it by \d+ accounts\./);
    expect((await contoso.say('options --budget 1.00')).out).toMatch(/at most \$1 a year\. This plan misses it by \$/);
  });

  test.each([
    ['--tier 1 --budget 2', 2, /two targets/],
    ['--budget much', 2, /is no amount in USD/],
    ['--pack 99', 2, /this plan has \d lines/],
    ['--account nobody', 1, /is not billable in the newest snapshot/],
    ['--people nowhere.csv', 1, /there is no file nowhere\.csv/],
    ['--organization other', 1, /no snapshot of other yet/],
    ['--table t', 2, /named by both/],
  ])('%s: exit %i', async (args, exit, sentence) => {
    const said = await contoso.say('options', ...args.split(' '));
    expect(said).toMatchObject({ exit, err: expect.stringMatching(sentence) });
    expect(said.err).not.toContain('\n');
  });
});

describe('packs, opened as their receivers would', () => {
  test('the list to upload is bare addresses of exactly these accounts; the list to keep has the way back', async () => {
    const out = await makeFolder();
    await contoso.say('options --pack 2', '--out', out);
    await contoso.say('options --pack 1', '--out', out);
    const folder = join(out, SIMULATED_ORGANIZATION);
    const names = await readdir(folder);
    const policy = names.find((name) => name.endsWith('non-billable-policy')) ?? '';
    const upload = await readFile(join(folder, policy, 'policy-members.csv'), 'utf8');
    const emails = signedUp(contoso, false).flatMap(({ email }) => email ?? []);
    expect(upload.trimEnd().split('\r\n').sort()).toEqual(emails.sort());
    const kept = await readFile(join(folder, policy, 'policy-list.csv'), 'utf8');
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(kept, { bom: true, columns: true }));
    expect(new Set(rows.map((row) => row['Policy now']))).toEqual(new Set([`Default (${POLICIES.default.id})`]));
    expect((await stat(join(folder, policy))).mode % 0o1000).toBe(0o700);
  });

  test('one draft for each holder who is asked, with five answers', async () => {
    const out = await makeFolder();
    const asking = told.plan.findIndex(({ option }) => option === 'leave-or-delete-workspace') + 1;
    const said = await contoso.say('options --json', '--pack', String(asking), '--out', out);
    const { folder, files } = z.object({ folder: z.string(), files: z.array(z.string()) }).parse(JSON.parse(said.out));
    const mails = files.filter((name) => name.endsWith('.eml'));
    expect(mails).toHaveLength(signedUp(contoso, true).filter(({ email }) => email !== null).length);
    const mail = await readFile(join(folder, mails[0] ?? ''), 'utf8');
    expect(mail).toMatch(/^X-Unsent: 1/m);
    expect(mail.match(/<li>/g)).toHaveLength(5);
  });
});

describe('options --pack N --sent', () => {
  test.each([
    ['--sent', /--sent and --answer-by are about the mails of a pack/],
    ['--pack 1 --sent', /the pack of line 1 has no mails to holders/],
    ['--pack 2 --sent --answer-by 2026-11-01 --author ada', /--answer-by 2026-11-01 is over/],
    ['--pack 2 --sent --answer-by soon --author ada', /until: a day such as/],
    ['--pack 2 --sent', /USER is not set in the environment: name who does with --author NAME/],
  ])('%s is wrong usage', async (args, sentence) => {
    expect(await contoso.say('options', ...args.split(' '))).toMatchObject({
      exit: 2,
      err: expect.stringMatching(sentence),
    });
  });

  test('its holders count as asked, and nothing more is proposed for them until they could have answered', async () => {
    const other = await organization(1, { contract });
    try {
      await other.run(0);
      await other.run(DAY);
      const before = (await other.say('options')).out;
      expect(before).toMatch(/ask/);
      const said = await other.say('options --pack 1 --sent --author ada --json');
      const { asked } = z.object({ asked: z.number() }).parse(JSON.parse(said.out));
      expect(asked).toBe(signedUp(other, true).filter(({ email }) => email !== null).length);
      const [first] = signedUp(other, true).filter(({ email }) => email !== null);
      expect((await other.say('options', '--account', first?.id ?? '')).out.replaceAll(/\s+/g, ' ')).toMatch(
        /its holder was asked on 2026-11-23 and may answer until 2026-12-07/,
      );
      const open = optionsSchema.parse(JSON.parse((await other.say('options --json')).out));
      expect(open.map(({ accountId }) => accountId)).not.toContain(first?.id);
      const next = await other.run(2 * DAY);
      expect(next.out.replaceAll(/\s+/g, ' ')).toMatch(
        /WAITING \d+ asked on 23 Nov: \d+ left, 0 keep, \d+ silent, answer by 7 Dec/,
      );
      expect((await other.say('exclusions list')).out).toMatch(/Nobody is excluded/);
    } finally {
      await other.simulation.close();
    }
  }, 120_000);
});

describe('exclusions', () => {
  const excluded = async () =>
    z.array(z.object({ accountId: z.string() })).parse(JSON.parse((await contoso.say('exclusions list --json')).out));

  test('an excluded account is in no plan, until it is removed', async () => {
    const { id } = signedUp(contoso, false)[3] ?? { id: '' };
    const ids = async () =>
      optionsSchema.parse(JSON.parse((await contoso.say('options --json')).out)).map(({ accountId }) => accountId);
    expect(await ids()).toContain(id);
    const add = ['--reason', 'client board', '--author', 'it@contoso.com', '--until', '2027-03-31'];
    expect(await contoso.say('exclusions add', id, ...add)).toMatchObject({ exit: 0 });
    expect(await ids()).not.toContain(id);
    expect((await contoso.say('options', '--account', id)).out).toMatch(
      /left alone: it@contoso\.com excluded it until/,
    );
    const file = join(contoso.folder, 'exclusions.csv');
    await contoso.say('exclusions export', file);
    expect(await contoso.say('exclusions remove', id)).toMatchObject({ exit: 0 });
    expect(await excluded()).toEqual([]);
    expect(await contoso.say('exclusions remove', id)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('is not excluded'),
    });
    await contoso.say('exclusions import', file);
    expect(await excluded()).toEqual([{ accountId: id }]);
    await contoso.say('exclusions remove', id);
  });

  test('an account is named by its e-mail, too; one that is not there is said', async () => {
    const { id, email } = signedUp(contoso, false).find((account) => account.email !== null) ?? { id: '', email: '' };
    const add = ['--reason', 'client board', '--author', 'it@contoso.com', '--until', '2027-03-31'];
    await contoso.say('exclusions add', email?.toUpperCase() ?? '', ...add);
    expect(await excluded()).toEqual([{ accountId: id }]);
    expect(await contoso.say('exclusions remove', email ?? '')).toMatchObject({ exit: 0 });
    expect(await contoso.say('exclusions add', 'nobody', ...add)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/has no account with the id or e-mail nobody\.$/),
    });
    expect(await excluded()).toEqual([]);
  });

  test('one that is over is refused, and a file with it imports nothing', async () => {
    const add = ['--reason', 'x', '--author', 'y', '--until', '2026-11-01'];
    expect(await contoso.say('exclusions add', signedUp(contoso, false)[3]?.id ?? '', ...add)).toMatchObject({
      exit: 2,
      err: expect.stringMatching(/is over/),
    });
    const file = join(contoso.folder, 'bad.csv');
    await writeFile(file, 'accountId,reason,author,until\na,x,y,2027-01-01\nb,x,y,2026-01-01\n');
    expect(await contoso.say('exclusions import', file)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/^nothing was imported.*line 3/),
    });
    expect(await excluded()).toEqual([]);
    await writeFile(file, 'id,why\na,x\n');
    expect((await contoso.say('exclusions import', file)).err).toMatch(
      /has no columns "accountId", "reason", "author" and "until"; an export of exclusions has accountId, /,
    );
  });
});

describe('who has left', () => {
  test('comes first; a synced leaver goes by the identity provider; the file is kept for the next run', async () => {
    const other = await organization(0.5, { contract });
    try {
      await other.run(0);
      const agents = [...other.simulation.world.accounts.values()].filter(
        ({ email, admin, access }) => email !== null && !admin && access.some(({ url }) => url === OWN_SITE),
      );
      const left = [agents.find(({ synced }) => synced), agents.find(({ synced }) => !synced)];
      const people = join(other.folder, 'hr.csv');
      const rows = left.map((account) => `${account?.email},2026-10-31`);
      await writeFile(people, ['Email,Last day', ...rows, 'nobody@contoso.com,2026-10-31', 'broken,x'].join('\n'));
      const said = await other.run(DAY, '--people', people);
      expect(said.out).toMatch(/hr\.csv of [\d-]+: 3 people, of whom 3 left\. 1 row not readable \(data\s+rows\s+4\)/);
      expect(said.out).toMatch(/1 {2}whose person has left, with [^:]*: deactivate the account/);
      expect(said.out).toMatch(/1 of its addresses have no account/);
      // Without the option, the file of the last run is still what is known.
      const again = runSchema.parse(JSON.parse((await other.run(DAY, '--json')).out));
      expect(again.plan.slice(0, 2).map(({ option, accounts }) => [option, accounts])).toEqual([
        ['deactivate', 1],
        ['orphaned-link', 1],
      ]);
    } finally {
      await other.simulation.close();
    }
  }, 60_000);

  test('a list that does not say who has left is refused', async () => {
    const file = join(contoso.folder, 'list.csv');
    await writeFile(file, 'Email\na@contoso.com\n');
    expect(await contoso.say('options', '--people', file)).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/no column that says who has left/),
    });
  });
});

describe("the guide's case: 200 agents, then 300 sign-ups, by the list of 2023", () => {
  test.each([
    ['all local: by one click', 0, 'non-billable-policy'],
    ['all synced: by asking them', 1, 'leave-or-delete-workspace'],
  ])('%s', async (_, synced, option) => {
    const guide = await organization(synced, {}, { accounts: 1000, agents: 200, signUps: 300 });
    try {
      const { plan } = runSchema.parse(JSON.parse((await guide.run(DAY, '--json')).out));
      const reachable = signedUp(guide, synced === 1).filter(({ email }) => email !== null).length;
      expect(reachable).toBeGreaterThan(290);
      const saves = (annual2023(500) ?? 0) - (annual2023(500 - reachable) ?? 0);
      expect(plan.slice(0, 1)).toEqual([
        {
          ...{ option, accounts: reachable, savesPerYear: `${saves / 100}.00`, savesPerMonth: `${saves / 1000}.00` },
          fixBy: null,
        },
      ]);
    } finally {
      await guide.simulation.close();
    }
  });
});

test('claim: who would be billable, what it costs, and a list without those who need not be claimed', async () => {
  const folder = await makeFolder();
  const file = join(folder, 'domain.csv');
  const header = 'Name,Email,Atlassian ID,Status,Last active,Claimed,Billable,Policy type,Trello,Confluence';
  const row = (index: number, rest: string) =>
    `"=cmd()",p${index}@fabrikam.com,5f${String(index).padStart(22, '0')},Active,,${rest}`;
  const rows = [
    ...Array.from({ length: 3 }, (_, index) => row(index, 'No,No,,Trello,')),
    row(3, 'No,No,,,contoso'),
    row(4, 'No,No,,,'),
    row(5, 'Yes,Yes,,Trello,'),
  ];
  await writeFile(file, [header, ...rows].join('\n'));
  const said = await contoso.say('claim', '--csv', file, '--out', folder);
  expect(said).toMatchObject({ exit: 0, err: '' });
  expect(said.out).toMatch(/6 accounts of the domain, 1 claimed already/);
  expect(said.out).toMatch(/add up to 4 billable accounts/);
  expect(said.out).toMatch(/\$192 a year for all, \$48 without those left out \(your contract\)/);
  expect(said.out).toMatch(/To upload: 2 addresses, without 3/);
  const lists = join(folder, SIMULATED_ORGANIZATION, '2026-11-23-claim');
  expect(await readFile(join(lists, 'claim-upload.csv'), 'utf8')).toBe('p3@fabrikam.com\r\np4@fabrikam.com\r\n');
  await writeFile(file, 'Name,Email,Billable\na,a@b.c,No\n');
  expect((await contoso.say('claim', '--csv', file)).err).toMatch(/has no column "Claimed"\./);
  await writeFile(file, 'Name\na\n');
  expect((await contoso.say('claim', '--csv', file)).err).toMatch(/has no columns "Email", "Billable" and "Claimed"\./);
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Case } from '../../../core/cases/case.ts';
import { seeCase } from '../../../core/cases/sight.ts';
import type { Provisioning } from '../../../lambdas/clients/graph/provisioning.ts';
import { connectProvisioning } from '../../../lambdas/clients/graph/provisioning.ts';
import { beginCase } from '../../../lambdas/remediate/begin-case.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { stopCase } from '../../../lambdas/remediate/end-case.ts';
import { closeWindow, openWindow } from '../../../lambdas/remediate/pause-window.ts';
import { rememberPerson, syncEverybody } from '../../../local/simulation/identity-provider.ts';
import { SIMULATED_DIRECTORY } from '../../../local/simulation/world.ts';
import { formatsFor } from '../../../render/formats.ts';
import { caseText } from '../../../render/terminal/case-text.ts';
import { testPatience } from '../../patience.ts';
import { type CaseWorld, ENTRA, listener, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';
import { loggingIn, syncAll } from './exchanges.ts';

let world: CaseWorld;
let emails: ReadonlyMap<string, string>;
beforeEach(async () => {
  world = await openCaseWorld(3);
  emails = syncAll(world);
});
afterEach(() => world.close());

const idp = () => world.simulation.identityProvider;
const relinking = (request: object = {}) =>
  world.approved(
    worldPlan(world, {
      ...{ option: 'relink-through-idp', automated: ['relink-through-idp'], directories: ENTRA },
      ...request,
    }),
  );

function successorOf(id: string) {
  return [...world.simulation.world.accounts.values()].find((one) => one.email === emails.get(id));
}

function expectAsBefore(ids: readonly string[]) {
  for (const id of ids) {
    expect(world.account(id)).toMatchObject({ email: emails.get(id), synced: true, status: 'active' });
  }
}

/** Provisioning that answers some calls as `change` says. */
function provisioningThat(change: (real: Provisioning) => Partial<Provisioning>) {
  return {
    provisioning: async (organization: string, directoryId: string) => {
      const real = await world.dependencies().provisioning(organization, directoryId);
      return real && { ...real, ...change(real) };
    },
  };
}

test('in the order of the design: the first one as a whole, then the others each by itself, one pause for all of them', async () => {
  const one = await relinking();
  const [canary = '', ...rest] = one.plan.accountIds;
  const asked: string[] = [];
  const person: Person = async (step, ...more) => {
    asked.push(step);
    await loggingIn(emails)(step, ...more);
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(asked).toEqual(['canary: first-login', 'end: move-requests']);
  const { writes } = world.simulation;
  expect(writes.slice(0, 2)).toEqual([`unlink ${canary}`, `rename ${canary}`]);
  expect(writes.slice(2, 6).sort()).toEqual(rest.flatMap((id) => [`rename ${id}`, `unlink ${id}`]).sort());
  expect(writes.slice(6).sort()).toEqual(world.ids.map((id) => `disable ${id}`).sort());
  const provision = (id: string) => `provision ${emails.get(id)}`;
  expect(idp().writes).toEqual([
    ...['pause', provision(canary), 'start'],
    ...['pause', ...rest.map(provision), 'start'],
  ]);
  for (const id of world.ids) {
    expect(successorOf(id)).toMatchObject({ synced: true, status: 'active', access: [] });
    expect(successorOf(id)?.id).not.toBe(id);
  }
  const { accounts, events } = await world.folded(one);
  expect([...accounts.values()]).toEqual(
    world.ids.map((id) => expect.objectContaining({ work: 'done', proof: 'verified', successor: successorOf(id)?.id })),
  );
  const kinds = events.filter(({ kind }) => kind === 'paused' || kind === 'resumed').map(({ kind }) => kind);
  expect(kinds).toEqual(['paused', 'resumed', 'paused', 'resumed']);
});

test('who uses single sign-on would be locked out: the first login shows it, all of it is taken back, nobody follows', async () => {
  const one = await relinking();
  const canary = one.plan.canary ?? '';
  rememberPerson(idp(), emails.get(canary) ?? '').matchedBy = canary;
  expect(await world.run(one, { person: loggingIn(emails) })).toMatchObject({
    state: 'stopped',
    why: 'the first account did not come through (its line says why), so nobody follows it; propose the others anew',
  });
  expectAsBefore(world.ids);
  const { status, accounts } = await world.folded(one);
  expect(accounts.get(canary)).toMatchObject({ work: 'failed', why: expect.stringMatching(/would be locked out/) });
  expect(JSON.stringify(status)).not.toMatch(/change-email|unlink/);
  const replaced = accounts.get(canary)?.successor ?? '';
  expect(world.account(replaced)).toMatchObject({ status: 'inactive', synced: false });
  expect(world.account(replaced).email).toMatch(/^replaced-[0-9a-f]{16}@contoso\.com$/);
});

describe('a new account that is given a product before the proof', () => {
  /** Everybody does what they are asked; with the last of it, the first account's successor is given a product. */
  const granting =
    (change: object): Person =>
    async (step, ...more) => {
      await loggingIn(emails)(step, ...more);
      const access = [{ key: 'confluence', url: 'contoso.atlassian.net', lastActive: null }];
      const successor = successorOf(world.ids[0] ?? '');
      if (step === 'end: move-requests') Object.assign(successor ?? {}, { access, ...change });
    };

  test('what was to be saved is not, and it says by whom', async () => {
    const one = await relinking();
    expect(await world.run(one, { person: granting({}) })).toMatchObject({ state: 'proven' });
    const folded = await world.folded(one);
    const proofs = world.ids.map((id) => folded.accounts.get(id)?.proof);
    expect(proofs).toEqual(['still-billable', 'verified', 'verified']);
    const shown = caseText(seeCase(folded), {}, formatsFor('en-GB', 'UTC')).replaceAll(/\n +/g, ' ');
    expect(shown).toContain(`in its place ${successorOf(world.ids[0] ?? '')?.id}; STILL BILLABLE`);
  });

  test('and that the snapshot shows without its address is known by the case', async () => {
    const one = await relinking();
    expect(await world.run(one, { person: granting({ email: null }) })).toMatchObject({ state: 'proven' });
    expect((await world.folded(one)).accounts.get(world.ids[0] ?? '')).toMatchObject({ proof: 'still-billable' });
  });
});

test('a cancellation while the login is looked for stops it, and the first account is taken back by an undo', async () => {
  const one = await relinking();
  const person: Person = async (step, ...more) => {
    await willing()(step, ...more);
    if (step === 'canary: first-login') await world.say(one, { action: 'cancel', case: one.id, why: 'not today' });
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'stopped', why: expect.stringMatching(/not today/) });
  await world.say(one, { action: 'undo', case: one.id, why: 'not today' });
  expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'undone' });
  expectAsBefore(world.ids);
});

test('activity that is told for neither account: a person looks, and what they say holds', async () => {
  const one = await relinking();
  const asked: string[] = [];
  const person: Person = async (step, _, each) => {
    asked.push(step);
    await world.say(each, { action: 'done', case: each.id, step, failed: null });
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(asked).toEqual(['canary: first-login', 'canary: which-account', 'end: move-requests']);
});

test('a person who sees that it was the old one: all of it is taken back', async () => {
  const one = await relinking();
  const person: Person = async (step, _, each) => {
    const failed = step === 'canary: which-account' ? 'the old one was active' : null;
    await world.say(each, { action: 'done', case: each.id, step, failed });
  };
  expect(await world.run(one, { person })).toMatchObject({
    state: 'stopped',
    why: expect.stringMatching(/first account/),
  });
  expectAsBefore(world.ids);
  const { accounts, status } = await world.folded(one);
  const why = '"canary: which-account" failed: the old one was active';
  expect(accounts.get(one.plan.canary ?? '')).toMatchObject({ work: 'failed', why });
  expect(JSON.stringify(status)).not.toMatch(/change-email|unlink/);
});

test('groups that grant a product again: the first account is taken back, and says which product', async () => {
  const one = await relinking();
  idp().grants = 'confluence';
  expect(await world.run(one, { person: loggingIn(emails) })).toMatchObject({ state: 'stopped' });
  expectAsBefore(world.ids);
  expect((await world.folded(one)).accounts.get(one.plan.canary ?? '')).toMatchObject({
    why: expect.stringMatching(/grant it a product again \(confluence\)/),
  });
});

describe('before anything is written', () => {
  test.each<[string, (id: string) => unknown, RegExp]>([
    ['is not synced', (id) => Object.assign(world.account(id), { synced: false }), /no identity provider syncs it/],
    [
      'has left the address that the snapshot tells',
      (id) => Object.assign(world.account(id), { email: 'x@contoso.com' }),
      /cannot be read/,
    ],
    ['is inactive', (id) => Object.assign(world.account(id), { status: 'inactive' }), /inactive, not active/],
  ])('one that %s is left as it is, and the others go on', async (_, change, why) => {
    const [, second = ''] = world.ids;
    const one = await relinking();
    change(second);
    expect(await world.run(one, { person: loggingIn(emails) })).toMatchObject({ state: 'proven' });
    expect(world.simulation.writes.join(' ')).not.toContain(second);
    expect((await world.folded(one)).accounts.get(second)).toMatchObject({
      work: 'failed',
      why: expect.stringMatching(why),
    });
  });

  test('an identity provider key that is wrong', async () => {
    const one = await relinking();
    const change = {
      provisioning: () =>
        connectProvisioning(
          {
            ...{ graphUrl: world.simulation.url, loginUrl: world.simulation.url },
            ...{ key: 'tenant:client:wrong', servicePrincipal: 'x' },
          },
          testPatience(),
        ),
    };
    expect(await world.run(one, { change })).toMatchObject({ state: 'stopped' });
    expect([world.simulation.writes, idp().writes]).toEqual([[], []]);
    expect((await world.folded(one)).accounts.get(one.plan.canary ?? '')?.why).toMatch(/gave no token \(401\)/);
  });
});

test('an account that is gone when its turn comes: it fails alone', async () => {
  const one = await relinking();
  const [, , third = ''] = one.plan.accountIds;
  const person: Person = async (step, ...more) => {
    if (step === 'canary: first-login') world.simulation.world.accounts.delete(third);
    await loggingIn(emails)(step, ...more);
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  const { accounts } = await world.folded(one);
  expect(accounts.get(third)).toMatchObject({ work: 'skipped', why: expect.stringMatching(/gone/) });
  expect(accounts.get(world.ids[1] ?? '')).toMatchObject({ work: 'done' });
});

test('an account that is gone between its cut and the sync: it fails alone, and its person is not left without one', async () => {
  const one = await relinking();
  const [, second = '', third = ''] = one.plan.accountIds;
  const change = provisioningThat((real) => ({
    pause: async (id) => {
      if (world.simulation.writes.includes(`rename ${third}`)) world.simulation.world.accounts.delete(third);
      return real.pause(id);
    },
  }));
  expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'proven' });
  const { accounts } = await world.folded(one);
  expect(accounts.get(second)).toMatchObject({ work: 'done', proof: 'verified' });
  // The sync has created the new account all the same; only the old one could not be disabled any more.
  expect(successorOf(third)).toMatchObject({ synced: true, status: 'active' });
  expect(accounts.get(third)).toMatchObject({ work: 'failed', successor: successorOf(third)?.id });
});

test('an identity provider without an API: the program exchanges, a person pauses and syncs', async () => {
  const okta = [{ id: SIMULATED_DIRECTORY, idp: 'okta' as const }];
  const one = await relinking({ directories: okta });
  for (const email of emails.values()) rememberPerson(idp(), email);
  const asked: string[] = [];
  const person: Person = async (step, ...more) => {
    asked.push(step);
    if (step.endsWith('resume')) syncEverybody(idp());
    await loggingIn(emails)(step, ...more);
  };
  expect(await world.run(one, { person })).toMatchObject({ state: 'proven' });
  expect(asked).toEqual([
    ...['canary: pause', 'canary: resume', 'canary: first-login'],
    ...['rest: pause', 'rest: resume', 'end: move-requests'],
  ]);
  expect(idp().writes).toEqual([]);
  const { accounts } = await world.folded(one);
  for (const id of world.ids) {
    expect(accounts.get(id)).toMatchObject({ work: 'done', proof: 'verified', successor: successorOf(id)?.id });
  }
});

describe('a write of the first account that fails', () => {
  const refused = async () => ({ state: 'refused' as const, why: 'refused (400)' });
  const lost = async () => ({ state: 'unclear' as const, why: 'the server answered 503' });
  const writesThat = (change: object) => ({
    writes: async (organization: string) => ({ ...(await world.dependencies().writes(organization)), ...change }),
  });

  test.each<[string, () => object]>([
    ['unlink', () => writesThat({ unlink: refused })],
    ['unlink, without an answer', () => writesThat({ unlink: lost })],
    ['change-email', () => writesThat({ setEmail: refused })],
    ['change-email, without an answer', () => writesThat({ setEmail: lost })],
    ['resync', () => provisioningThat(() => ({ pause: refused }))],
    ['resync, without an answer', () => provisioningThat(() => ({ pause: lost }))],
  ])('%s: all before it is taken back, nobody follows', async (_, change) => {
    const one = await relinking();
    expect(await world.run(one, { person: loggingIn(emails), change: change() })).toMatchObject({ state: 'stopped' });
    expectAsBefore(world.ids);
    const { status, accounts } = await world.folded(one);
    expect(accounts.get(one.plan.canary ?? '')).toMatchObject({ work: 'failed' });
    expect(JSON.stringify(status)).not.toMatch(/unlink|change-email|resync/);
    expect(idp().job).toBe('Active');
  });

  test('find-new: where no sync brings the new account, what cannot be taken back is told with its way back', async () => {
    const one = await relinking();
    const change = provisioningThat(() => ({ provision: lost }));
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'stopped' });
    const canary = one.plan.canary ?? '';
    expect(world.account(canary)).toMatchObject({ email: emails.get(canary), status: 'active' });
    const { status, accounts } = await world.folded(one);
    expect(accounts.get(canary)?.why).toBe('no new account has its old address');
    const unlinked = expect.stringMatching(/"canary: unlink" is done .* Back: Assign the person again/);
    expect(status).toMatchObject({ stands: expect.arrayContaining([unlinked]) });
  });

  test('disable-old: people work with their new accounts already, so that nothing is torn away, and it is told', async () => {
    const one = await relinking();
    const change = writesThat({ disable: refused });
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'stopped' });
    for (const id of world.ids) expect(successorOf(id)).toMatchObject({ synced: true, status: 'active' });
    const { status, accounts } = await world.folded(one);
    expect([...accounts.values()].map(({ why }) => why)).toEqual(world.ids.map(() => 'refused (400)'));
    const renamed = expect.stringMatching(/"rest: change-email" is done .* Back: Give the old account/);
    expect(status).toMatchObject({ stands: expect.arrayContaining([renamed]) });
  });
});

describe('one of the others whose execution breaks off, the remediation key being taken out', () => {
  /** The key is gone from the moment the second account may be changed until its execution has ended. */
  async function breaking() {
    const one = await relinking({ accountIds: world.ids.slice(0, 2) });
    const isGone = async () => {
      const events = await world.events(one);
      const cut = events.some((event) => event.kind === 'stepped' && event.step === 'rest: manage-again');
      return cut && !events.some(({ kind }) => kind === 'ended');
    };
    const writes = async (organization: string) => {
      if (await isGone()) throw new Error('the secret is missing.');
      return world.dependencies().writes(organization);
    };
    return { one, isGone, writes };
  }

  test('it is taken back and told as failed, with the step; the first one comes through', async () => {
    const [canary = '', second = ''] = world.ids;
    const { one, writes } = await breaking();
    expect(await world.run(one, { person: loggingIn(emails), change: { writes } })).toMatchObject({ state: 'proven' });
    expectAsBefore([second]);
    const { accounts } = await world.folded(one);
    const why = '"rest: change-email" broke off: the secret is missing.';
    expect(accounts.get(second)).toMatchObject({ work: 'failed', why });
    expect(accounts.get(canary)).toMatchObject({ work: 'done' });
  }, 30_000);

  test('where that cannot be taken back either, it says what stands', async () => {
    const [, second = ''] = world.ids;
    const { one, isGone, writes } = await breaking();
    const change = {
      writes,
      ...provisioningThat((real) => ({
        readJob: async () => {
          if (await isGone()) throw new Error('Entra does not answer');
          return real.readJob();
        },
      })),
    };
    await world.run(one, { person: loggingIn(emails), change });
    expect(world.account(second).synced).toBe(false);
    expect((await world.folded(one)).accounts.get(second)).toMatchObject({
      work: 'failed',
      why: expect.stringMatching(/what was done before stands, .* broke off, too: Entra does not answer/),
    });
  }, 30_000);
});

describe('an account whose execution is still at work', () => {
  /** Unlinking the second account takes so long that meanwhile something happens to its case. */
  async function meanwhile(happens: (one: Case) => Promise<unknown>) {
    const one = await relinking({ accountIds: world.ids.slice(0, 2) });
    const writes = async (organization: string) => {
      const real = await world.dependencies().writes(organization);
      const unlink: typeof real.unlink = async (accountId, ...more) => {
        const answer = await real.unlink(accountId, ...more);
        if (accountId === world.ids[1]) await happens(one);
        return answer;
      };
      return { ...real, unlink };
    };
    await world.run(one, { person: loggingIn(emails), change: { writes } });
    return world.simulation.writes.filter((write) => write.endsWith(world.ids[1] ?? ''));
  }
  const stop = (one: Case) => stopCase(world.dependencies(), one, 'work 0: stopped', null, 'it broke off');

  test('writes nothing more once the case is stopped', async () => {
    expect(await meanwhile(stop)).toEqual([`unlink ${world.ids[1]}`]);
  }, 30_000);

  test('writes nothing beside the undo', async () => {
    const undone = async (one: Case) => {
      await stop(one);
      await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
      expect(await beginCase(world.dependencies(), one, 'another execution')).toMatchObject({ task: 'undo' });
    };
    expect(await meanwhile(undone)).toEqual([`unlink ${world.ids[1]}`]);
  }, 30_000);
});

describe('the pause', () => {
  test('a key that may pause and not provision: it is over at once, and the account is as it was', async () => {
    const one = await relinking();
    const refused = async () => ({ state: 'refused' as const, why: 'provisioning one person: refused (403)' });
    const change = provisioningThat(() => ({ provision: refused }));
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'stopped' });
    expect(idp().writes).toEqual(['pause', 'start']);
    expect(idp().job).toBe('Active');
    // Without the key nobody can be linked again by the program: that stands, and says how.
    const { status } = await world.folded(one);
    const unlinked = expect.stringMatching(/"canary: unlink" is done .* Back: Assign/);
    expect(status).toMatchObject({ stands: expect.arrayContaining([unlinked]) });
    expect(JSON.stringify(status)).not.toMatch(/change-email/);
    expect(world.account(one.plan.canary ?? '')).toMatchObject({ email: emails.get(one.plan.canary ?? '') });
  });

  test('what somebody else has paused is waited for, left alone, and given up after an hour', async () => {
    const one = await relinking();
    idp().job = 'Paused';
    expect(await world.run(one, { person: loggingIn(emails) })).toMatchObject({ state: 'stopped' });
    expect(idp().writes.filter((write) => !write.startsWith('provision'))).toEqual([]);
    expect(idp().job).toBe('Paused');
    expectAsBefore(world.ids);
  });

  test('another case on the same directory, in the same instant: it waits until the first has started it again', async () => {
    const first = await relinking({ accountIds: world.ids.slice(0, 1) });
    const second = await relinking({ accountIds: world.ids.slice(1, 2) });
    const window = { key: `canary: resync ${SIMULATED_DIRECTORY}`, directoryId: SIMULATED_DIRECTORY };
    for (const one of [first, second]) await beginCase(world.dependencies(), one, `execution of ${one.id}`);
    const open = (one: Case) => openWindow({ dependencies: world.dependencies(), name: one, round: 0 }, window, 1);
    expect(await openWindow({ dependencies: world.dependencies(), name: first, round: 1 }, window, 1)).toEqual({
      state: 'refused',
      why: 'the case is being taken back',
    });
    const both = await Promise.all([open(first), open(second)]);
    expect(both.map(({ state }) => state).sort()).toEqual(['busy', 'open']);
    const [holds, waits] = both[0]?.state === 'open' ? [first, second] : [second, first];
    expect(idp().writes).toEqual(['pause']);
    expect(await open(waits)).toEqual({ state: 'busy', why: `the case ${holds.id} has paused provisioning` });
    // Whoever waits starts nothing, and lets nothing go.
    expect(await closeWindow(world.dependencies(), waits, window)).toBe(true);
    expect(idp().job).toBe('Paused');
    expect(await open(waits)).toMatchObject({ state: 'busy' });
    expect(await closeWindow(world.dependencies(), holds, window)).toBe(true);
    expect(await open(waits)).toMatchObject({ state: 'open' });
    expect(idp().writes).toEqual(['pause', 'start', 'pause']);
  });

  test('what another case has paused since is not started, when an old pause is ended at last', async () => {
    const first = await relinking({ accountIds: world.ids.slice(0, 1) });
    const second = await relinking({ accountIds: world.ids.slice(1, 2) });
    const window = { key: `canary: resync ${SIMULATED_DIRECTORY}`, directoryId: SIMULATED_DIRECTORY };
    const open = (one: Case) => openWindow({ dependencies: world.dependencies(), name: one, round: 0 }, window, 1);
    for (const one of [first, second]) await beginCase(world.dependencies(), one, `execution of ${one.id}`);
    expect(await open(first)).toMatchObject({ state: 'open' });
    // Nobody could start it for an hour, and then a person did.
    await world.sleep(61 * 60_000);
    idp().job = 'Active';
    expect(await open(second)).toMatchObject({ state: 'open' });
    expect(await closeWindow(world.dependencies(), first, window)).toBe(true);
    expect(idp().job).toBe('Paused');
    expect((await world.folded(first)).events.map(({ kind }) => kind)).toContain('resumed');
    expect(await closeWindow(world.dependencies(), second, window)).toBe(true);
    expect(idp().job).toBe('Active');
  });

  test('two cases that are carried out together: both come through, one pause after the other', async () => {
    const cases = [
      await relinking({ accountIds: world.ids.slice(0, 1) }),
      await relinking({ accountIds: world.ids.slice(1, 2) }),
    ];
    const hear = cases.map((one) => listener(world, one, loggingIn(emails)));
    const service = await world.service({
      onCheckpoint: (checkpoint) => hear[checkpoint.execution.name === cases[0]?.id ? 0 : 1]?.(checkpoint),
    });
    for (const { organization, id } of cases) {
      await service.invoke('remediate:live', { organization, case: id }, { type: 'Event', name: id });
    }
    await service.settled();
    for (const one of cases) expect((await world.folded(one)).status).toMatchObject({ state: 'proven' });
    const calls = idp().writes.map((write) => write.split(' ')[0]);
    expect(calls).toEqual(['pause', 'provision', 'start', 'pause', 'provision', 'start']);
  }, 30_000);

  test('its hour begins with it, not with the wait for what somebody else has paused', async () => {
    const one = await relinking();
    idp().job = 'Paused';
    const begun = world.now().getTime();
    const waited: number[] = [];
    const change = {
      ...provisioningThat((real) => ({
        readJob: () => {
          if (world.now().getTime() > begun + 45 * 60_000 && idp().writes.length === 0) idp().job = 'Active';
          return real.readJob();
        },
      })),
      startExecution: async (request: Parameters<RemediateDependencies['startExecution']>[0]) => {
        if (request.pause !== undefined) waited.push(world.now().getTime() - begun);
        await world.dependencies().startExecution(request);
      },
    };
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'proven' });
    expect(idp().writes[0]).toBe('pause');
    expect(waited[0]).toBeGreaterThan(45 * 60_000);
  }, 30_000);

  test('one asked for anew after its guard has ended the first: it is ended, too', async () => {
    const one = await relinking();
    let lost = 0;
    const change = provisioningThat((real) => ({
      pause: async (id) => {
        lost += 1;
        if (lost > 1) return real.pause(id);
        // No answer, and by the time that it is looked at again the guard has found that provisioning runs.
        const [paused] = (await world.events(one)).filter(({ kind }) => kind === 'paused');
        if (paused?.kind !== 'paused') throw new Error('no pause was noted');
        await closeWindow(world.dependencies(), one, paused);
        return { state: 'unclear', why: 'the server answered 503' };
      },
    }));
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'proven' });
    expect(idp().job).toBe('Active');
    const { events } = await world.folded(one);
    const ends = (kind: string) =>
      events.flatMap((event) => (event.kind === kind && 'key' in event ? [event.key] : []));
    expect(ends('resumed')).toEqual(ends('paused'));
    expect(ends('paused')).toHaveLength(3);
  }, 30_000);

  test('one that the identity provider does not end: it rings from the hour on, is tried on, and told', async () => {
    const one = await relinking();
    const counted: string[] = [];
    const lost = async () => ({ state: 'unclear' as const, why: 'starting provisioning: the server answered 503' });
    const change = {
      ...provisioningThat(() => ({ start: lost })),
      count: (metric: string) => counted.push(metric),
    };
    expect(await world.run(one, { person: loggingIn(emails), change })).toMatchObject({ state: 'failed' });
    expect(counted.filter((metric) => metric === 'ProvisioningPaused').length).toBeGreaterThan(10);
    const { status } = await world.folded(one);
    expect(status).toMatchObject({ state: 'stopped', why: expect.stringMatching(/still paused: switch it on, now/) });
    const [first, ...others] = status.state === 'stopped' ? status.stands : [];
    expect(first).toMatch(/may still be paused/);
    // The sync on demand broke off with the pause: nobody knows whether it is done.
    expect(others[0]).toMatch(/may have been done/);
    expect(others.map((text) => /"canary: ([a-z-]+)"/.exec(text)?.[1])).toEqual([
      ...['resync', 'change-email', 'manage-again', 'unlink', 'preflight'],
    ]);
  }, 90_000);

  test('an execution that is gone in the middle of it: another one ends the pause within the hour', async () => {
    const one = await relinking();
    const hanging = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<never>();
    const change = provisioningThat(() => ({
      provision: () => {
        hanging.resolve();
        return gone.promise;
      },
    }));
    const service = await world.service({}, change);
    const asked = { organization: one.organization, case: one.id };
    await service.invoke('remediate:live', asked, { type: 'Event', name: 'one' });
    await hanging.promise;
    expect(idp().job).toBe('Paused');
    await service.invoke('remediate:live', world.guards[0]);
    expect(idp().writes).toEqual(['pause', 'start']);
    expect((await world.events(one)).map(({ kind }) => kind)).toContain('resumed');
    gone.reject(new Error('the end'));
    await service.settled();
  }, 30_000);
});

test('undone: the new accounts give the addresses up, the old ones have them back and are synced again', async () => {
  const one = await relinking();
  await world.run(one, { person: loggingIn(emails) });
  const successors = world.ids.map((id) => successorOf(id)?.id ?? '');
  await world.say(one, { action: 'undo', case: one.id, why: 'boards are missed' });
  expect(await world.run(one, { person: willing() })).toMatchObject({ state: 'undone' });
  expectAsBefore(world.ids);
  for (const id of successors) expect(world.account(id)).toMatchObject({ status: 'inactive', synced: false });
});

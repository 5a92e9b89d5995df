import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Case, stagesOf, stepKey } from '../../../core/cases/case.ts';
import { seeCase } from '../../../core/cases/sight.ts';
import { canBeTakenBack } from '../../../core/cases/what-stands.ts';
import type { OptionId } from '../../../core/options/option-id.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { addRequests } from '../../../local/simulation/jira-replies.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
import { formatsFor } from '../../../render/formats.ts';
import { caseText } from '../../../render/terminal/case-text.ts';
import { BEN, SIRI } from '../../cases.ts';
import { act, type CaseWorld, ENTRA, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';

let world: CaseWorld;
beforeEach(async () => {
  world = await openCaseWorld(2);
});
afterEach(() => world.close());

const SECURITY: ReadonlySet<OptionId> = new Set(['leave-unclaimed', 'non-billable-policy', 'external-policy']);
const GUIDED: readonly OptionId[] = [
  ...(['leave-unclaimed', 'non-billable-policy', 'deactivate'] as const),
  ...(['atlassian-support', 'remove-access', 'external-policy'] as const),
];

/** What a person reads of the case at the terminal. */
const shown = async (one: Case) =>
  caseText(seeCase(await world.folded(one)), {}, formatsFor('en-GB', 'UTC')).replaceAll(/\n +/g, ' ');
const stands = async (one: Case) => {
  const { status } = await world.folded(one);
  return status.state === 'stopped' ? status.stands : [];
};

describe('guided: a person says that a step could not be done', () => {
  test.each(GUIDED)('%s: the case stops at it, says why, and nothing stands', async (option) => {
    const one = await world.approved(worldPlan(world, { option }));
    const [first] = stagesOf(one.plan).flatMap((stage) => stage.steps.map((step) => stepKey(stage, step)));
    const person: Person = async (step) => world.say(one, { action: 'done', case: one.id, step, failed: 'no rights' });
    expect(await world.run(one, { person })).toMatchObject({ state: 'stopped' });
    expect(await stands(one)).toEqual([]);
    expect(await shown(one)).toContain(`State     stopped before its end: "${first}" could not be done: no rights`);
    expect(world.simulation.writes).toEqual([]);
  });

  test.each(GUIDED.filter((option) => option !== 'atlassian-support'))(
    '%s: taking it back fails, and what still stands is told with its way back',
    async (option) => {
      const one = await world.approved(worldPlan(world, { option }));
      await world.run(one, { person: willing((step) => act(step, world, one)) });
      await world.say(one, { action: 'undo', case: one.id, why: 'wrong list' }, SECURITY.has(option) ? SIRI : BEN);
      const person: Person = async (step) => world.say(one, { action: 'done', case: one.id, step, failed: 'locked' });
      expect(await world.run(one, { person })).toMatchObject({ state: 'stopped' });
      const [told] = await stands(one);
      expect(told).toMatch(new RegExp(`^"all: .*" is done for ${world.ids.join(', ')}\\. Back: `));
      expect(await shown(one)).toContain('could not be done: locked');
    },
  );
});

/** The clients of a case, whose calls are counted; from the fatal one on Atlassian, the identity provider and the site are away. */
function fatalFrom(fatal: number): { readonly change: Partial<RemediateDependencies>; readonly calls: () => number } {
  let calls = 0;
  const real = world.dependencies();
  const guarded = <Client extends object>(client: Client): Client =>
    new Proxy(client, {
      get(target, name, receiver) {
        const member: unknown = Reflect.get(target, name, receiver);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]) => {
          calls += 1;
          if (calls >= fatal) throw new Error('Atlassian does not answer: the connection is refused.');
          return Reflect.apply(member, target, args);
        };
      },
    });
  return {
    change: {
      reads: async (organization) => guarded(await real.reads(organization)),
      writes: async (organization) => guarded(await real.writes(organization)),
      provisioning: async (organization, directoryId) => {
        const provisioning = await real.provisioning(organization, directoryId);
        return provisioning && guarded(provisioning);
      },
      requests: async (organization) => {
        const requests = await real.requests(organization);
        return requests && guarded(requests);
      },
    },
    calls: () => calls,
  };
}

describe('by the program: Atlassian is away from one call on, whichever it is', () => {
  test.each<[OptionId, (id: string) => string, (id: string) => string, (id: string) => boolean]>([
    ['deactivate', (id) => `disable ${id}`, (id) => `enable ${id}`, (id) => world.account(id).status !== 'active'],
    [
      'non-billable-policy',
      (id) => `move ${id} to ${POLICIES.free.id}`,
      (id) => `move ${id} to ${POLICIES.default.id}`,
      (id) => world.account(id).nonBillablePolicy === true,
    ],
  ])(
    '%s: nothing is written twice, all that was done is told, and an undo takes it back',
    async (option, written, takenBack, isChanged) => {
      const automated = option === 'deactivate' ? (['deactivate'] as const) : (['non-billable-policy'] as const);
      const ends = new Set<string>();
      for (let fatal = 1; fatal < 200; fatal += 2) {
        await world.close();
        world = await openCaseWorld(2);
        const one = await world.approved(worldPlan(world, { option, automated: [...automated] }));
        const { change, calls } = fatalFrom(fatal);
        await world.run(one, { change });
        const { status } = await world.folded(one);
        const changed = world.ids.filter(isChanged);
        expect(world.simulation.writes).toEqual(changed.map(written));
        ends.add(status.state);
        if (status.state === 'proven') {
          expect(calls()).toBeLessThan(fatal);
          break;
        }
        expect(await shown(one)).toContain('State     stopped before its end: Atlassian does not answer');
        const told = (await stands(one)).join(' ');
        expect(changed.filter((id) => !told.includes(id))).toEqual([]);
        if (!canBeTakenBack(await world.folded(one))) {
          expect(changed).toEqual([]);
          continue;
        }
        await world.say(one, { action: 'undo', case: one.id, why: 'it broke off' }, SECURITY.has(option) ? SIRI : BEN);
        expect(await world.run(one)).toMatchObject({ state: 'undone' });
        expect(world.ids.filter(isChanged)).toEqual([]);
        expect(world.simulation.writes).toEqual([...changed.map(written), ...changed.map(takenBack)]);
      }
      expect([...ends]).toEqual(['stopped', 'proven']);
    },
    300_000,
  );
});

describe('cut from their identity provider: everything is away from one call on', () => {
  const inScope = (is: boolean) => {
    for (const person of world.simulation.identityProvider.people.values()) person.inScope = is;
  };

  async function cutting(option: 'narrow-sync' | 'relink-through-idp') {
    for (const id of world.ids) {
      world.account(id).synced = true;
      addRequests(world.simulation.site, id, 1);
    }
    const automated = [option, 'request-history' as const];
    return world.approved(worldPlan(world, { option, automated, directories: ENTRA }));
  }

  /** Runs the case with everything away from a call on, holds what is told against what was done, and takes it back. */
  async function breakOff(option: 'narrow-sync' | 'relink-through-idp', fatal: number): Promise<'stopped' | 'proven'> {
    const { identityProvider: idp } = world.simulation;
    const one = await cutting(option);
    const before = new Map(world.ids.map((id) => [id, stateOf(id)]));
    const leaving = willing((step) => step.endsWith('out-of-scope') && inScope(false));
    await world.run(one, { change: fatalFrom(fatal).change, person: leaving });
    if ((await world.folded(one)).status.state === 'proven') return 'proven';
    const told = await shown(one);
    const changed = world.ids.filter((id) => JSON.stringify(stateOf(id)) !== JSON.stringify(before.get(id)));
    for (const id of changed) expect(told).toContain(id);
    if (idp.job === 'Paused') expect(told).toContain('switch it on, now');
    if (!canBeTakenBack(await world.folded(one))) {
      expect([changed, idp.job]).toEqual([[], 'Active']);
      return 'stopped';
    }
    await world.say(one, { action: 'undo', case: one.id, why: 'it broke off' }, option === 'narrow-sync' ? SIRI : BEN);
    expect(await world.run(one, { person: willing(() => inScope(true)) })).toMatchObject({ state: 'undone' });
    expect(new Map(world.ids.map((id) => [id, stateOf(id)]))).toEqual(before);
    expect(idp.job).toBe('Active');
    return 'stopped';
  }

  // Each call of the longer one takes minutes; these come by every step of both.
  test.each([
    ['narrow-sync', 3],
    ['relink-through-idp', 17],
  ] as const)(
    '%s: what was done is told or taken back, and an undo leaves everybody as they were',
    async (option, apart) => {
      const ends = new Set<string>();
      for (let fatal = 1; fatal < 600 && !ends.has('proven'); fatal += apart) {
        await world.close();
        world = await openCaseWorld(2);
        ends.add(await breakOff(option, fatal));
      }
      expect([...ends]).toEqual(['stopped', 'proven']);
    },
    300_000,
  );
});

/** What may not be lost of an account. */
function stateOf(id: string) {
  const { email, status, synced, nonBillablePolicy } = world.account(id);
  const requests = [...world.simulation.site.requests.values()].filter(({ reporter }) => reporter === id).length;
  return { email, status, synced, nonBillablePolicy, requests };
}

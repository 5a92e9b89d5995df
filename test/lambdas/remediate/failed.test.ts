import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Case, stagesOf, stepKey } from '../../../core/cases/case.ts';
import { seeCase } from '../../../core/cases/sight.ts';
import type { OptionId } from '../../../core/options/option-id.ts';
import type { RemediateDependencies } from '../../../lambdas/remediate/dependencies.ts';
import { POLICIES } from '../../../local/simulation/world.ts';
import { formatsFor } from '../../../render/formats.ts';
import { caseText } from '../../../render/terminal/case-text.ts';
import { BEN, SIRI } from '../../cases.ts';
import { act, type CaseWorld, openCaseWorld, type Person, willing, worldPlan } from './case-world.ts';

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

/** The clients of a case, whose calls are counted; from the fatal one on Atlassian is away. */
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
        for (const id of changed) expect(told).toContain(id);
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

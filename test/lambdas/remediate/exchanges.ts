import { logIn } from '../../../local/simulation/identity-provider.ts';
import { type CaseWorld, ENTRA, type Person, willing, worldPlan } from './case-world.ts';

/** Has the identity provider sync every account of the world; what their addresses are, by account. */
export function syncAll(world: CaseWorld): ReadonlyMap<string, string> {
  for (const id of world.ids) world.account(id).synced = true;
  return new Map(world.ids.map((id) => [id, world.account(id).email ?? '']));
}

/** An approved case that exchanges all accounts, and moves their requests. */
export function exchanging(world: CaseWorld) {
  const automated = ['relink-through-idp' as const, 'request-history' as const];
  return world.approved(worldPlan(world, { option: 'relink-through-idp', directories: ENTRA, automated }));
}

/** Whoever is asked to log in does so, ten minutes later; everybody else does what they are asked. */
export function loggingIn(emails: ReadonlyMap<string, string>): Person {
  return async (step, world, one) => {
    const later = new Date(world.now().getTime() + 600_000);
    const email = emails.get(one.plan.canary ?? '') ?? '';
    if (step.endsWith('first-login')) logIn(world.simulation.identityProvider, email, later);
    await willing()(step, world, one);
  };
}

import fc from 'fast-check';
import type { Account } from '../core/account.ts';
import type { AccountFact } from '../core/account-fact.ts';
import { exposureRules } from '../core/exposure.ts';

export const AS_OF = '2026-11-23T06:00:00Z';

/** Contoso's own rules: one site, one sandbox, one partner; Bitbucket is paid for on purpose. */
export const RULES = exposureRules(
  {
    sites: [
      { host: 'contoso.atlassian.net', sandbox: false },
      { host: 'contoso-sandbox-215.atlassian.net', sandbox: true },
    ],
    partnerSites: ['partner.atlassian.net'],
    licensedProducts: ['bitbucket'],
  },
  false,
);

/** A licensed, active service-desk agent; tests break one thing. */
export function agent(changes: Partial<Account> = {}): Account {
  return {
    accountId: '557058:00000000-0000-4000-8000-000000000001',
    type: 'atlassian',
    status: 'active',
    billable: 'billable',
    name: 'Ada Abel',
    email: 'ada.abel@contoso.com',
    lastActive: '2026-11-20T08:00:00.000Z',
    access: [access('jira-service-desk', 'contoso.atlassian.net')],
    ...changes,
  };
}

export function access(product: string, site: string | null = null, lastActive = '2026-11-20T08:00:00.000Z') {
  return { product, site, lastActive };
}

/** The facts of a licensed, active service-desk agent; tests break one thing. */
export function agentFact(changes: Partial<AccountFact> = {}): AccountFact {
  return {
    state: 'billable',
    status: 'active',
    neverActive: false,
    access: ['jira-service-desk@contoso.atlassian.net'],
    domain: 'contoso.com',
    exposure: 'licensed',
    ...changes,
  };
}

/** Any account fact that a snapshot can hold. */
export const anyFact: fc.Arbitrary<AccountFact> = fc
  .record({
    state: fc.constantFrom('billable', 'not-billable', 'unknown'),
    status: fc.constantFrom('active', 'inactive', 'closed', 'frozen'),
    neverActive: fc.boolean(),
    access: fc.uniqueArray(fc.constantFrom('trello', 'bitbucket', 'confluence@a.atlassian.net', 'new-product'), {
      maxLength: 3,
    }),
    domain: fc.constantFrom('contoso.com', 'fabrikam.com', null),
  })
  .map((fact) => ({
    ...fact,
    access: fact.access.sort(),
    exposure: fact.state === 'billable' ? ('self-signup' as const) : null,
  }));

/** Any snapshot as a map of a few accounts, so that two of them overlap. */
export const anyFactMap = fc
  .dictionary(fc.constantFrom(...'abcdefgh'), anyFact, { maxKeys: 8 })
  .map((facts) => new Map(Object.entries(facts)));

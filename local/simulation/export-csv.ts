import { stringify } from 'csv-stringify/sync';
import { productName } from '../../core/products.ts';
import { isBillable, POLICIES, type SimulatedAccount, type World } from './world.ts';

const PRODUCTS = [
  'bitbucket',
  'confluence',
  'confluence-guest',
  'jira-software',
  'jira-product-discovery',
  'jira-service-desk',
  'loom',
  'opsgenie',
  'statuspage',
  'trello',
] as const;

const HEADER = [
  'Name',
  'Email',
  'Atlassian ID',
  'Status',
  'Last active date [UTC]',
  'Billable',
  'Policy name',
  'Policy type',
];

/** The simulated organization as the managed-accounts export of the admin page. */
export function exportCsv(world: World): string {
  const rows = [...world.accounts.values()].map((account) => [
    account.name,
    account.email ?? '',
    account.id,
    account.status === 'active' ? 'Active' : 'Deactivated',
    account.lastActive?.slice(0, 10) ?? '',
    account.flagMissing ? '' : isBillable(account) ? 'Yes' : 'No',
    account.nonBillablePolicy ? POLICIES.free.name : POLICIES.default.name,
    account.nonBillablePolicy ? 'Non-billable' : 'Billable',
    ...PRODUCTS.map((product) => productCell(account, product)),
  ]);
  return stringify([[...HEADER, ...PRODUCTS.map(productName)], ...rows]);
}

function productCell(account: SimulatedAccount, product: string): string {
  const sites = account.access
    .filter((access) => access.key === product)
    .map((access) => access.url ?? productName(product));
  return sites.join(', ');
}

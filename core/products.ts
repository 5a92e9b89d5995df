/** `sited`: lives on a site with a host of its own; `workspace`: anyone can sign up for it without a site. */
export type ProductHome = 'sited' | 'workspace';

interface Product {
  readonly key: string;
  readonly name: string;
  readonly home: ProductHome;
}

// Keys: Atlassian's organization API (an open list). Names: the columns of the managed-accounts export.
const PRODUCTS: readonly Product[] = [
  { key: 'jira-software', name: 'Jira', home: 'sited' },
  { key: 'jira-service-desk', name: 'Jira Service Management', home: 'sited' },
  { key: 'jira-core', name: 'Jira Work Management', home: 'sited' },
  { key: 'jira-ops', name: 'Jira Ops', home: 'sited' },
  { key: 'jira-product-discovery', name: 'Jira Product Discovery', home: 'sited' },
  { key: 'confluence', name: 'Confluence', home: 'sited' },
  { key: 'confluence-guest', name: 'Confluence Guest', home: 'sited' },
  { key: 'trello', name: 'Trello', home: 'workspace' },
  { key: 'bitbucket', name: 'Bitbucket', home: 'workspace' },
  { key: 'loom', name: 'Loom', home: 'workspace' },
  { key: 'opsgenie', name: 'Opsgenie', home: 'workspace' },
  { key: 'statuspage', name: 'Statuspage', home: 'workspace' },
  { key: 'stride', name: 'Stride', home: 'workspace' },
  { key: 'hipchat', name: 'Hipchat', home: 'workspace' },
];

const byKey = new Map(PRODUCTS.map((product) => [product.key, product]));
const keyByName = new Map([
  ...PRODUCTS.map((product) => [product.name.toLowerCase(), product.key] as const),
  ['jira software', 'jira-software'] as const,
  ['jpd', 'jira-product-discovery'] as const,
  ['jsm', 'jira-service-desk'] as const,
]);

/** The product's name for people; a key that is not known yet is shown as it came. */
export function productName(key: string): string {
  return byKey.get(key)?.name ?? key;
}

/** Where the product lives; undefined for a key that is not known yet. */
export function productHome(key: string): ProductHome | undefined {
  return byKey.get(key)?.home;
}

/** The key of a product named as a column of Atlassian's export, in any letter case; undefined if it is none. */
export function productKeyOf(name: string): string | undefined {
  return keyByName.get(name.trim().toLowerCase());
}

import { productKeyOf } from '../../core/products.ts';

/** Which column of a managed-accounts export holds what, by its position; headers in any letter case. */
export interface ExportColumns {
  readonly accountId: number | null;
  readonly email: number;
  readonly name: number | null;
  readonly status: number | null;
  readonly lastActive: number | null;
  readonly billable: number;
  readonly policyName: number | null;
  readonly policyType: number | null;
  readonly products: readonly { readonly key: string; readonly index: number }[];
  /** Headers that mean nothing to us. */
  readonly ignored: readonly string[];
}

export type ColumnsFound =
  | { readonly found: true; readonly columns: ExportColumns }
  | { readonly found: false; readonly missing: readonly string[] };

// The labels of Billable and Policy are documented in words only; the rest was seen in exports.
const KNOWN: Readonly<Record<string, RegExp>> = {
  accountId: /^(atlassian|account) id$/,
  email: /^e-?mail( address)?$/,
  name: /^(full |user )?name$/,
  status: /^(account )?status$/,
  lastActive: /^last active( date)?( \[utc\])?$/,
  billable: /^billable( status)?$/,
  policyName: /^policy( name)?$/,
  policyType: /^policy type$/,
};

const NOT_NEEDED =
  /^(saml.*|two-step verification|password requirements|idle session duration|claimed|verified email)$/;

/** Finds the columns in a header row; what cannot be done without is an e-mail and the billable flag. */
export function findColumns(header: readonly string[]): ColumnsFound {
  const names = header.map((name) => name.trim().toLowerCase());
  const position = (field: keyof typeof KNOWN) => {
    const index = names.findIndex((name) => KNOWN[field]?.test(name));
    return index < 0 ? null : index;
  };
  const email = position('email');
  const billable = position('billable');
  if (email === null || billable === null) {
    const missing = [email === null ? 'Email' : null, billable === null ? 'Billable' : null];
    return { found: false, missing: missing.filter((name) => name !== null) };
  }
  const products = names.flatMap((name, index) => {
    const key = productKeyOf(name);
    return key === undefined ? [] : [{ key, index }];
  });
  const columns = {
    accountId: position('accountId'),
    email,
    name: position('name'),
    status: position('status'),
    lastActive: position('lastActive'),
    billable,
    policyName: position('policyName'),
    policyType: position('policyType'),
    products,
  };
  const used = new Set<number | null>([
    ...Object.values(columns).filter(isPosition),
    ...products.map(({ index }) => index),
  ]);
  const ignored = header.filter((_, index) => !used.has(index) && !NOT_NEEDED.test(names[index] ?? ''));
  return { found: true, columns: { ...columns, ignored } };
}

function isPosition(value: unknown): value is number | null {
  return typeof value === 'number' || value === null;
}

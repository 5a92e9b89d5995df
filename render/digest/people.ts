import { stringify } from 'csv-stringify/sync';
import type { Account, ProductAccess } from '../../core/account.ts';
import { splitAccessKey } from '../../core/account-fact.ts';
import type { Change, Entry, Exit } from '../../core/drift.ts';
import type { ExposureVerdict } from '../../core/exposure.ts';
import { productName } from '../../core/products.ts';
import { SAFE_CSV } from '../safe-csv.ts';
import { safeText } from '../safe-text.ts';
import { exposureWords } from '../words.ts';

/** A change, or on the first digest an avoidable account, with who it is: for admins only. */
export interface Person {
  readonly what: 'came' | 'went' | 'came and went' | 'unclear' | 'billable' | 'to decide' | 'overdue';
  readonly accountId: string;
  readonly name: string;
  readonly email: string | null;
  readonly cause: string;
  readonly certainty: string;
  readonly exposure: string;
  readonly access: string;
  readonly lastActive: string;
}

export type Who = Pick<Account, 'name' | 'email' | 'lastActive'>;

/** A change as a row; `who` is undefined if the archive no longer holds the account. */
export function personOf(what: Person['what'], change: Change, who: Who | undefined): Person {
  const explained = change.kind === 'entry' || change.kind === 'exit' ? explainedOf(change) : NOT_EXPLAINED;
  return {
    what,
    accountId: change.accountId,
    name: who?.name ?? '',
    email: who?.email ?? null,
    ...explained,
    lastActive: who?.lastActive ?? '',
  };
}

/** A billable account as a row, with why it is billable. */
export function billablePerson(
  account: Account,
  { exposure, deciding }: ExposureVerdict,
  what: Person['what'] = 'billable',
): Person {
  return {
    what,
    accountId: account.accountId,
    name: account.name,
    email: account.email,
    cause: '',
    certainty: '',
    exposure: exposureWords(exposure),
    access: deciding.map(accessText).join('; '),
    lastActive: account.lastActive,
  };
}

const NOT_EXPLAINED = { cause: '', certainty: '', exposure: '', access: '' };

function explainedOf({ cause, certainty, exposure, access }: Entry | Exit) {
  return {
    cause: cause.replaceAll('-', ' '),
    certainty,
    exposure: exposureWords(exposure),
    access: access.map((key) => accessText(splitAccessKey(key))).join('; '),
  };
}

function accessText({ product, site }: Pick<ProductAccess, 'product' | 'site'>): string {
  return site === null ? productName(product) : `${productName(product)} on ${site}`;
}

/** The names as a CSV file that spreadsheets open without running anything in it. */
export function peopleCsv(people: readonly Person[]): string {
  const rows = people.map((person) => [
    person.what,
    safeText(person.name),
    safeText(person.email ?? ''),
    person.accountId,
    person.cause,
    person.certainty,
    person.exposure,
    safeText(person.access),
    person.lastActive,
  ]);
  return stringify(
    [['What', 'Name', 'Email', 'Account ID', 'Cause', 'Certainty', 'Exposure', 'Access', 'Last active'], ...rows],
    { bom: true, ...SAFE_CSV, record_delimiter: 'windows' },
  );
}

import * as z from 'zod';
import { type Account, readLastActive, readSite } from '../../../core/account.ts';
import { plainWords } from '../../../core/plain-words.ts';
import { productHome } from '../../../core/products.ts';
import { AtlassianError } from './atlassian-error.ts';

// Optional and null alike: Atlassian leaves fields out and sends null for them.
const text = z.string().nullish();

const userSchema = z.object({
  account_id: z.string().regex(/^[a-zA-Z0-9_|:-]{1,128}$/),
  account_type: text,
  account_status: text,
  name: text,
  email: text,
  access_billable: z.boolean().nullish(),
  last_active: text,
  product_access: z.array(z.object({ key: z.string().min(1), url: text, last_active: text })).nullish(),
});

const pageSchema = z.object({
  data: z.array(z.unknown()),
  meta: z.object({ total: z.number().int().nonnegative().nullish() }).nullish(),
  links: z.object({ next: text }).nullish(),
});

/** One page as it came: its rows are still unread, so that the next page can be asked for before they are. */
export interface AccountPage {
  readonly rows: readonly unknown[];
  readonly total: number | null;
  readonly next: string | null;
}

/** @throws AtlassianError `malformed` naming the page and the field */
export function readPage(body: unknown, what: string): AccountPage {
  const page = pageSchema.safeParse(body, { error: plainWords });
  if (!page.success) throw malformed(what, page.error, 'the answer');
  return { rows: page.data.data, total: page.data.meta?.total ?? null, next: page.data.links?.next || null };
}

/**
 * The accounts of a page. Product keys, types and statuses that are not known yet pass through; a missing flag is
 * `unknown`, a missing last activity `never`.
 *
 * @throws AtlassianError `malformed` naming the page, the row and the field
 */
export function readAccounts(page: AccountPage, what: string): Account[] {
  return page.rows.map((row, index) => {
    const user = userSchema.safeParse(row, { error: plainWords });
    if (!user.success) throw malformed(what, user.error, `row ${index + 1}`);
    return toAccount(user.data);
  });
}

function toAccount(user: z.output<typeof userSchema>): Account {
  return {
    accountId: user.account_id,
    type: user.account_type ?? 'unknown',
    status: user.account_status ?? 'unknown',
    billable: user.access_billable == null ? 'unknown' : user.access_billable ? 'billable' : 'not-billable',
    name: user.name ?? '',
    email: user.email || null,
    lastActive: readLastActive(user.last_active),
    access: (user.product_access ?? []).map(({ key, url, last_active }) => ({
      product: key,
      site: productHome(key) === 'workspace' ? null : readSite(url),
      lastActive: readLastActive(last_active),
    })),
  };
}

function malformed(what: string, error: z.ZodError, where: string): AtlassianError {
  const issue = error.issues[0];
  const field = issue?.path.join('.') || 'the whole';
  return new AtlassianError(
    'malformed',
    `${what}: ${where} does not have the documented shape (${field}: ${issue?.message}). Atlassian may have changed the API.`,
  );
}

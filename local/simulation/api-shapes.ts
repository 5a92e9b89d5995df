import { productName } from '../../core/products.ts';
import { isBillable, type SimulatedAccount } from './world.ts';

/** A row of `GET /admin/v1/orgs/{orgId}/users`; what Atlassian leaves out is left out here. */
export function userRow(account: SimulatedAccount): object {
  return {
    account_id: account.id,
    account_type: 'atlassian',
    account_status: account.status,
    name: account.name,
    picture: 'https://avatar.example.invalid/default.png',
    ...(account.email !== null && { email: account.email }),
    ...(!account.flagMissing && { access_billable: isBillable(account) }),
    ...(account.lastActive !== null && { last_active: account.lastActive }),
    ...(account.access.length > 0 && {
      product_access: account.access.map(({ key, url, lastActive }) => ({
        key,
        name: productName(key),
        ...(url !== null && { url }),
        ...(lastActive !== null && { last_active: lastActive }),
      })),
    }),
    links: { self: null },
  };
}

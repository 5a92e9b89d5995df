import * as z from 'zod';
import type { Account, Instant } from './account.ts';
import { daysBefore, EXPOSURES, type Exposure, type ExposureRules, isDated, judgeExposure } from './exposure.ts';
import { keepTop, tally, topCountsSchema } from './tally.ts';

const activitySchema = z.object({
  never: z.number(),
  /** Last active 90 days before the snapshot or earlier. */
  idle: z.number(),
  /** Last active within 90 days, but not within 30. */
  recent: z.number(),
  /** Last active within 30 days. */
  current: z.number(),
  unknown: z.number(),
});

const groupSchema = z.object({
  exposure: z.enum(EXPOSURES),
  /** For self-signups the products they have in common; else all products that decided, the most common first. */
  products: z.array(z.string()),
  accounts: z.number(),
  sites: topCountsSchema,
  activity: activitySchema,
});

/** All billable accounts in groups of one reason, the largest first, licensed ones ahead of all. */
export const inventorySchema = z.object({ groups: z.array(groupSchema) });

export type Activity = z.output<typeof activitySchema>;
export type InventoryGroup = z.output<typeof groupSchema>;
export type Inventory = z.output<typeof inventorySchema>;

interface OpenGroup {
  readonly exposure: Exposure;
  readonly products: Map<string, number>;
  readonly sites: Map<string, number>;
  readonly activity: Activity;
  accounts: number;
}

/** Groups the billable accounts that stream past it by why they are billable. */
export function startInventory(rules: ExposureRules, asOf: Instant) {
  const groups = new Map<string, OpenGroup>();
  const activityOf = activityJudge(asOf);
  return {
    see(account: Account): void {
      if (account.billable !== 'billable') return;
      const { exposure, deciding } = judgeExposure(account, rules, asOf);
      const products = [...new Set(deciding.map((access) => access.product))].sort();
      const group = openGroup(groups, exposure, exposure === 'self-signup' ? products.join(' ') : '');
      group.accounts += 1;
      group.activity[activityOf(account)] += 1;
      for (const product of products) tally(group.products, product);
      for (const site of new Set(deciding.map((access) => access.site))) {
        if (site !== null) tally(group.sites, site);
      }
    },
    finish: (): Inventory => ({ groups: [...groups.values()].sort(byWeight).map(closeGroup) }),
  };
}

function openGroup(groups: Map<string, OpenGroup>, exposure: Exposure, detail: string): OpenGroup {
  const key = `${exposure} ${detail}`;
  const known = groups.get(key);
  if (known) return known;
  const activity = { never: 0, idle: 0, recent: 0, current: 0, unknown: 0 };
  const group = {
    exposure,
    products: new Map<string, number>(),
    sites: new Map<string, number>(),
    activity,
    accounts: 0,
  };
  groups.set(key, group);
  return group;
}

function closeGroup(group: OpenGroup): InventoryGroup {
  return { ...group, products: keepTop(group.products).rows.map((row) => row.name), sites: keepTop(group.sites) };
}

function activityJudge(asOf: Instant): (account: Account) => keyof Activity {
  const idleDay = daysBefore(asOf, 90);
  const currentDay = daysBefore(asOf, 30);
  return ({ lastActive }) => {
    if (!isDated(lastActive)) return lastActive === 'never' ? 'never' : 'unknown';
    const day = lastActive.slice(0, 10);
    if (day <= idleDay) return 'idle';
    return day <= currentDay ? 'recent' : 'current';
  };
}

function byWeight(a: OpenGroup, b: OpenGroup): number {
  const licensed = Number(isLicensed(b.exposure)) - Number(isLicensed(a.exposure));
  if (licensed !== 0) return licensed;
  return b.accounts - a.accounts || EXPOSURES.indexOf(a.exposure) - EXPOSURES.indexOf(b.exposure);
}

/** Paid for on purpose, idle or not. */
export function isLicensed(exposure: Exposure): boolean {
  return exposure === 'licensed' || exposure === 'licensed-idle';
}

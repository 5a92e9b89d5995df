import { organizationSchema } from '../../../core/settings.ts';
import { putKeyRecord } from '../../../lambdas/clients/history/keys.ts';
import { putSettings } from '../../../lambdas/clients/history/organizations.ts';
import {
  SIMULATED_KEY,
  SIMULATED_ORGANIZATION,
  type Simulation,
  startSimulation,
} from '../../../local/simulation/server.ts';
import type { UserPage } from '../../../local/simulation/user-pages.ts';
import { type Cloud, startCloud } from './cloud.ts';
import { type FakeSite, startFakeSite } from './fake-site.ts';
import type { Assembly } from './synthesize.ts';

/** One organization in the synthesized application. */
export interface Story {
  readonly cloud: Cloud;
  readonly simulation: Simulation;
  /** The next so many mails are refused by SES. */
  refuseMails(count: number): void;
  /** From now on, walks are told of so many accounts fewer than there are. */
  loseAccounts(count: number): void;
  apply(
    mail?: { readonly sender?: string; readonly thresholds?: { readonly accounts: number } },
    contract?: object,
  ): Promise<void>;
  close(): Promise<void>;
}

export const BEGIN = '2026-11-16T05:30:00Z';

export async function startStory(
  assembly: Assembly,
  folder: string,
  size = { accounts: 60, agents: 6, signUps: 4 },
): Promise<Story> {
  let lost = 0;
  let refused = 0;
  const alterPage = (page: UserPage): UserPage => ({ ...page, data: page.data.slice(lost) });
  const simulation = await startSimulation({ ...size, alterPage });
  const site: FakeSite = await startFakeSite();
  const cloud = await startCloud({
    assembly,
    folder,
    start: BEGIN,
    apiAddresses: { ATLASSIAN_API_URL: simulation.url, JIRA_SITE_URL: site.url },
    verified: ['guard@contoso.com', 'contoso-it.com'],
    onMail: () => {
      if (refused === 0) return;
      refused -= 1;
      throw new Error('Email address is not verified.');
    },
  });
  const putSecret = (kind: string, value: string) =>
    cloud.secrets.change((secrets) => {
      secrets[`billable-drift/${SIMULATED_ORGANIZATION}/${kind}`] = {
        versions: { first: { value, stages: ['AWSCURRENT'] } },
      };
    });
  await putSecret('org', SIMULATED_KEY);
  await putSecret('jira', 'watch@contoso.com:simulated-site-token');
  const story: Story = {
    cloud,
    simulation,
    refuseMails(count) {
      refused = count;
    },
    loseAccounts(count) {
      lost = count;
    },
    async apply(mail = {}, contract) {
      const settings = organizationSchema.parse({
        id: SIMULATED_ORGANIZATION,
        name: 'Contoso',
        sites: ['contoso.atlassian.net'],
        mail: { admins: ['admin@contoso.com'], finance: ['cfo@contoso.com'], ...mail },
        contract,
      });
      await putSettings(cloud.history, settings, BEGIN);
    },
    async close() {
      await cloud.close();
      await simulation.close();
      await site.close();
    },
  };
  await story.apply();
  return story;
}

/** A site token is held, and it ends in a week. */
async function watchSiteToken({ cloud }: Story): Promise<void> {
  await putKeyRecord(cloud.history, {
    organization: SIMULATED_ORGANIZATION,
    ...{ kind: 'jira', directory: null, putAt: BEGIN },
    expiry: { day: '2026-11-23', from: 'entered' },
    trial: { state: 'not-tried' },
    remark: null,
  });
}

/** A prepaid year: 90 days before its end was on 30 December. */
const PREPAID = {
  currency: 'USD',
  terms: [{ kind: 'annual', from: '2026-03-30', renewal: '2026-03-30', quantity: 10, unitPrice: 4 }],
};

/** What happens, in its order; a function that is added gets its trigger here. `at`: time passes until then. */
export const ACTS: readonly {
  readonly what: string;
  readonly at: string;
  readonly does: (story: Story) => Promise<void>;
}[] = [
  {
    what: 'the first week: walk, drift, digest, mail, delivery, and a warning of a key that ends in a week',
    at: BEGIN,
    async does(story) {
      await watchSiteToken(story);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'the next day: a step drift',
    at: '2026-11-17T05:30:00Z',
    async does(story) {
      story.simulation.goTo(1);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'two days after the digest more came than the threshold: an alert',
    at: '2026-11-18T05:30:00Z',
    async does(story) {
      await story.apply({ thresholds: { accounts: 5 } });
      story.simulation.goTo(2);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'the second week, by a sender of its own',
    at: '2026-11-23T05:30:00Z',
    async does(story) {
      await story.apply({ sender: 'guard@contoso-it.com' });
      story.simulation.goTo(7);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'accounts are missing, and an hour later they are back',
    at: '2026-11-24T05:30:00Z',
    async does(story) {
      story.loseAccounts(20);
      await story.cloud.passHours(1);
      story.loseAccounts(0);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'six weeks later: of the last snapshot only the baseline is left, a few accounts are not told, SES refuses a mail',
    at: '2027-01-04T05:30:00Z',
    async does(story) {
      story.loseAccounts(2);
      story.refuseMails(1);
      await story.cloud.passHours(1);
    },
  },
  {
    what: 'an hour later there is a snapshot of this month: its report, and then the pack of a year that renews in March',
    at: '2027-01-04T06:30:00Z',
    async does(story) {
      await story.apply({ sender: 'guard@contoso-it.com' });
      await story.cloud.passHours(1);
      await story.apply({}, PREPAID);
      await story.cloud.passHours(1);
    },
  },
];

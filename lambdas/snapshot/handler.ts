import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connectOrganization } from '../clients/atlassian/organization.ts';
import { connectSite } from '../clients/jira/site.ts';
import { siteAddress } from '../clients/keys/key-trial.ts';
import { keyReader, NoKeyError } from '../clients/keys/read-key.ts';
import { openArchive } from '../clients/open-archive.ts';
import { putEvent } from '../clients/put-event.ts';
import { SNAPSHOT_COMPLETED } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Tools, withDurableRuntime } from '../runtime/with-runtime.ts';
import { durableWalk } from './durable-walk.ts';
import type { StepDependencies } from './steps.ts';

function start(environment: Environment<'snapshot'>, { count, clock }: Tools) {
  const history = { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE };
  const archive = openArchive(environment.ARCHIVE_URL);
  const readKey = keyReader(new SecretsManagerClient(), environment.SECRET_PREFIX, clock.now);
  const events = new EventBridgeClient();
  const patienceUntil = (deadline: number) => {
    const { now, sleep, random } = clock;
    return { deadline, now: () => now().getTime(), sleep, random };
  };
  const connect: StepDependencies['connect'] = async (organizationId, deadline, how) => {
    const key = await readKey(organizationId, { kind: 'org', directory: null }, how);
    return connectOrganization({ apiUrl: environment.ATLASSIAN_API_URL, organizationId, key }, patienceUntil(deadline));
  };
  const connectToSite: StepDependencies['connectSite'] = async ({ id, sites }, deadline) => {
    const siteUrl = siteAddress(sites, environment.JIRA_SITE_URL);
    if (siteUrl === null) return null;
    try {
      const token = await readKey(id, { kind: 'jira', directory: null }, 'cached');
      return connectSite({ siteUrl, token }, patienceUntil(deadline));
    } catch (error) {
      if (error instanceof NoKeyError) return null;
      throw error;
    }
  };
  return (event: unknown, context: DurableContext) =>
    durableWalk(event, context, {
      history,
      archive,
      now: clock.now,
      connect,
      connectSite: connectToSite,
      remainingMs: () => context.lambdaContext.getRemainingTimeInMillis(),
      tellCompleted: (request) => putEvent(events, environment.EVENT_BUS, SNAPSHOT_COMPLETED, request),
      count,
    });
}

/** The snapshot function; see {@link durableWalk}. By hand: invoke its alias with `{ organization, asOf }`. */
export const createHandler = (clock?: Clock) => withDurableRuntime('snapshot', environments.snapshot, start, clock);
export const handler = createHandler();

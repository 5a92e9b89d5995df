import { randomBytes } from 'node:crypto';
import type { DurableContext } from '@aws/durable-execution-sdk-js';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { KeyKind } from '../../core/keys.ts';
import { connectRemedyReads } from '../clients/atlassian/remedy-reads.ts';
import { connectRemedyWrites } from '../clients/atlassian/remedy-writes.ts';
import { connectProvisioning } from '../clients/graph/provisioning.ts';
import { getSettings } from '../clients/history/organizations.ts';
import { invokeLater } from '../clients/invoke-function.ts';
import { connectRequests } from '../clients/jira/requests.ts';
import { keyReader } from '../clients/keys/read-key.ts';
import { openArchive } from '../clients/open-archive.ts';
import { sendBySes } from '../clients/send-by-ses.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Tools, withDurableRuntime } from '../runtime/with-runtime.ts';
import type { RemediateDependencies } from './dependencies.ts';
import { remediate } from './remediate.ts';

/** Time that a step leaves to whatever comes after it in the same invocation. */
const MARGIN_MS = 60_000;

function start(environment: Environment<'remediate'>, { count, clock }: Tools) {
  const { now, sleep, random } = clock;
  const history = { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE };
  const archive = openArchive(environment.ARCHIVE_URL);
  const lambda = new LambdaClient();
  const readKey = keyReader(new SecretsManagerClient(), environment.SECRET_PREFIX, now);
  const transport = sendBySes(new SESClient({ maxAttempts: 1 }), {
    configurationSet: environment.CONFIGURATION_SET,
    sender: environment.SENDER,
  });
  return (event: unknown, context: DurableContext) => {
    const accessFor = async (organizationId: string, kind: KeyKind) => {
      const key = await readKey(organizationId, { kind, directory: null }, 'anew');
      return { apiUrl: environment.ATLASSIAN_API_URL, organizationId, key };
    };
    const patience = () => {
      const deadline = now().getTime() + context.lambdaContext.getRemainingTimeInMillis() - MARGIN_MS;
      return { deadline, now: () => now().getTime(), sleep, random };
    };
    const dependencies: RemediateDependencies = {
      history,
      archive,
      now,
      reads: async (organization) => connectRemedyReads(await accessFor(organization, 'org'), patience()),
      writes: async (organization) => connectRemedyWrites(await accessFor(organization, 'remediation'), patience()),
      transport,
      answerUrl: environment.ANSWER_URL ?? null,
      newToken: () => randomBytes(32).toString('base64url'),
      async provisioning(organization, directoryId) {
        const directories = (await getSettings(history, organization))?.directories;
        const servicePrincipal = directories?.find(({ id, idp }) => id === directoryId && idp === 'entra')?.appId;
        if (servicePrincipal === undefined) return null;
        const key = await readKey(organization, { kind: 'idp', directory: directoryId }, 'anew');
        const { GRAPH_API_URL: graphUrl, GRAPH_LOGIN_URL: loginUrl } = environment;
        return connectProvisioning({ graphUrl, loginUrl, key, servicePrincipal }, patience());
      },
      async requests(organization) {
        const site = (await getSettings(history, organization))?.sites?.find(({ sandbox }) => !sandbox)?.host;
        const siteUrl = environment.JIRA_SITE_URL ?? (site === undefined ? undefined : `https://${site}`);
        if (siteUrl === undefined) return null;
        const token = await readKey(organization, { kind: 'jira', directory: null }, 'anew');
        return connectRequests({ siteUrl, token }, patience());
      },
      startExecution: (request) => invokeLater(lambda, aliasOf(context.lambdaContext.invokedFunctionArn), request),
      count: (metric, value) => count(metric, value),
    };
    return remediate(event, context, dependencies);
  };
}

/** The function's alias, whatever version of it a resumed execution is pinned to. */
function aliasOf(invokedArn: string): string {
  return `${invokedArn.split(':').slice(0, 7).join(':')}:live`;
}

/** The remediate function; see {@link remediate}. By hand: invoke its alias with `{ organization, case }`. */
export const createHandler = (clock?: Clock) => withDurableRuntime('remediate', environments.remediate, start, clock);
export const handler = createHandler();

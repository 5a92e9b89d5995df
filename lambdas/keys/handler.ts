import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { toInstant } from '../../core/account.ts';
import { warnOfKeys } from '../../core/keys.ts';
import { getHead, noteKeyCheck } from '../clients/history/head.ts';
import { getSettings, isInCare } from '../clients/history/organizations.ts';
import { targetOf } from '../clients/keys/key-trial.ts';
import { keyReader } from '../clients/keys/read-key.ts';
import { tryKey } from '../clients/keys/try-key.ts';
import { openArchive } from '../clients/open-archive.ts';
import { failForMails } from '../clients/outbox/fail-for-mails.ts';
import type { MailStores } from '../clients/outbox/queue-mail.ts';
import { sendBySes } from '../clients/send-by-ses.ts';
import { type KeysResult, keysRequestSchema, parseMessage } from '../messages.ts';
import type { Clock } from '../runtime/clock.ts';
import { type Environment, environments } from '../runtime/environment.ts';
import { type Answer, type Tools, withRuntime } from '../runtime/with-runtime.ts';
import { type CheckDependencies, checkKeys } from './check-keys.ts';
import { warnByMail } from './warn-of-keys.ts';

export interface KeysDependencies extends MailStores, CheckDependencies, Omit<Tools, 'clock'> {
  readonly now: () => Date;
}

/**
 * Fires once a day for each organization, and by hand. What is not reachable fails the run once everything is saved, so
 * that Lambda tries again; what is refused rings its own alarm.
 */
export async function keys(event: unknown, dependencies: KeysDependencies): Promise<KeysResult> {
  const { history, now, count } = dependencies;
  const { organization, asOf = toInstant(now()) } = parseMessage(keysRequestSchema, event);
  const settings = (await isInCare(history, organization)) ? await getSettings(history, organization) : undefined;
  if (!settings) return { organization, asOf, state: 'none', refused: 0, warnings: 0 };
  const { keys: before } = await getHead(history, organization);
  const records = await checkKeys(dependencies, settings);
  const earlier = before !== undefined && before < asOf ? before : undefined;
  const deliveries = await warnByMail(dependencies, { settings, keys: records, asOf, before: earlier });
  const refused = records.filter(({ trial }) => trial.state === 'refused').length;
  const warnings = warnOfKeys(records, asOf);
  count('KeysRefused', refused);
  count('KeysExpiring', warnings.filter(({ ownMail }) => ownMail).length);
  failForMails(deliveries, dependencies);
  const unreachable = records.flatMap(({ trial }) => (trial.state === 'unreachable' ? [trial.why] : []));
  if (unreachable.length > 0) throw new Error(`${organization}: keys could not be tried: ${unreachable.join('; ')}`);
  await noteKeyCheck(history, organization, asOf);
  return { organization, asOf, state: 'checked', refused, warnings: warnings.length };
}

/** A key is tried for this long; the daily check comes again. */
const TRIAL_MS = 60_000;

function start(environment: Environment<'keys'>, tools: Tools): Answer<KeysResult> {
  const { clock } = tools;
  const { now, sleep, random } = clock;
  const transport = sendBySes(new SESClient({ maxAttempts: 1 }), {
    configurationSet: environment.CONFIGURATION_SET,
    sender: environment.SENDER,
  });
  const dependencies: KeysDependencies = {
    ...tools,
    transport,
    now,
    history: { client: DynamoDBDocumentClient.from(new DynamoDBClient()), table: environment.HISTORY_TABLE },
    archive: openArchive(environment.ARCHIVE_URL),
    readKey: keyReader(new SecretsManagerClient(), environment.SECRET_PREFIX, now),
    mayRead: ({ kind }) => kind === 'org' || kind === 'jira',
    tryKey: (settings, name, key) => {
      const patience = { deadline: now().getTime() + TRIAL_MS, now: () => now().getTime(), sleep, random };
      return tryKey(name, key, targetOf(settings, environment), patience);
    },
  };
  return (event) => keys(event, dependencies);
}

export const createHandler = (clock?: Clock) => withRuntime('keys', environments.keys, start, clock);
export const handler = createHandler();

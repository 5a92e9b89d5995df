import { type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { errorCode, errorText } from '../../core/error-code.ts';
import type { MailTransport, SendOutcome } from './mail-transport.ts';

/** The name of the message tag that carries a mail's outbox row. */
export const ROW_TAG = 'row';

export interface SesSettings {
  readonly configurationSet: string;
  readonly sender: string;
}

/**
 * Mail by SES. It has no idempotency token: the client must not retry by itself (`maxAttempts: 1`), and a call whose
 * answer was lost is `unsure` until an event of SES settles it.
 */
export function sendBySes(client: SESClient, { configurationSet, sender }: SesSettings): MailTransport {
  return {
    sender,
    async send({ to, from, tag, eml }) {
      if (to === null) return { state: 'failed', why: 'its recipient is no longer in the settings' };
      const command = new SendRawEmailCommand({
        Source: from,
        Destinations: [to],
        RawMessage: { Data: eml },
        ConfigurationSetName: configurationSet,
        Tags: [{ Name: ROW_TAG, Value: tag }],
      });
      try {
        await client.send(command);
        return { state: 'sent' };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** SES answered: the mail did not leave. No answer: nobody knows. Addresses stay out of what is kept of it. */
function outcomeOf(error: unknown): SendOutcome {
  const status = statusOf(error);
  const name = error instanceof Error ? error.name : 'unknown reason';
  if (status === undefined || status >= 500) return { state: 'unsure', why: errorCode(error) ?? name };
  const words = errorText(error).replaceAll(/[^\s<>"']+@[^\s<>"',;]+/g, '(address)');
  const mend = MENDS.find(({ sign }) => sign.test(`${name} ${words}`))?.mend;
  return { state: 'failed', why: mend === undefined ? `${name}: ${words}` : `${name}: ${words} (${mend})` };
}

/** What to do about refusals that a person can mend; by the error's name or its words. */
const MENDS: readonly { readonly sign: RegExp; readonly mend: string }[] = [
  {
    sign: /not verified|NotVerified/,
    mend: 'verify the sender in SES in this region; in the sandbox of SES every recipient has to be verified too',
  },
  { sign: /^AccountSendingPaused/, mend: 'SES has paused sending for this AWS account: see its console' },
  { sign: /^ConfigurationSet/, mend: 'the configuration set is gone or paused: deploy again, or resume it' },
  {
    sign: /quota exceeded/i,
    mend: 'the quota of SES is used up: it leaves with the next run, or ask for a higher one',
  },
];

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}

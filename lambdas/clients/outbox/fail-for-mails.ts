import type { Tools } from '../../runtime/with-runtime.ts';
import type { Delivery } from './send-mail.ts';

/**
 * Counts what became of mails; to be called once everything is saved.
 *
 * @throws Error naming each reason, if any failed: Lambda then tries again, and an alarm rings
 */
export function failForMails(deliveries: readonly Delivery[], { count }: Pick<Tools, 'count'>): void {
  const failed = deliveries.filter((delivery) => delivery.state === 'failed');
  const unsure = deliveries.filter((delivery) => delivery.state === 'unsure');
  count('MailsFailed', failed.length);
  count('MailsUnsure', unsure.length);
  if (failed.length === 0) return;
  const whys = [...new Set(failed.map(({ audience, detail }) => `${audience}: ${detail}`))];
  throw new Error(`${failed.length} of ${deliveries.length} mails could not be sent: ${whys.join('; ')}`);
}

import MailComposer from 'nodemailer/lib/mail-composer';
import type { Instant } from '../../core/account.ts';
import type { RenderedMail } from '../../render/rendered-mail.ts';
import { sha256 } from './archive-rows.ts';

export interface Envelope {
  readonly from: string;
  readonly to: string;
  /** Names the mail for good: the same mail has the same Message-ID. */
  readonly name: string;
  readonly date: Instant;
  readonly replyTo?: string | undefined;
}

/** The mail as it goes over the wire. The same values give the same bytes. */
export function composeMail(mail: RenderedMail, { from, to, name, date, replyTo }: Envelope): Promise<Buffer> {
  const identity = sha256(name).slice(0, 32);
  return new MailComposer({
    from,
    to,
    ...(replyTo !== undefined && { replyTo }),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    attachments: mail.attachments.map(({ content, ...attachment }) => ({
      ...attachment,
      content: typeof content === 'string' ? content : Buffer.from(content),
    })),
    date: new Date(date),
    messageId: `<${identity}@billable-drift.invalid>`,
    baseBoundary: identity,
    headers: { 'Auto-Submitted': 'auto-generated' },
  })
    .compile()
    .build();
}

/** A mail that is ready to leave. */
export interface ReadyMail {
  /** Null where the recipient is no longer in the settings. */
  readonly to: string | null;
  readonly from: string;
  /** The key of its outbox row, as a tag that delivery events carry back. */
  readonly tag: string;
  readonly eml: Uint8Array;
}

/** `unsure`: it may have left, but the answer was lost. */
export type SendOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly why: string }
  | { readonly state: 'unsure'; readonly why: string };

/** A way for mails to leave. */
export interface MailTransport {
  /** Sends where an organization names no sender of its own: a verified identity. */
  readonly sender: string;
  send(mail: ReadyMail): Promise<SendOutcome>;
}

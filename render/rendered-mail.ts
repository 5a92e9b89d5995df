/** A mail as its recipient is to see it; both parts say the same. */
export interface RenderedMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly contentType: string;
    readonly content: string | Uint8Array;
    /** By it the HTML part shows the attachment as a picture. */
    readonly cid?: string;
  }[];
}

/** A picture within a mail; whoever does not see it is told the same by `alt` and the lines beside it. */
export interface Picture {
  readonly cid: string;
  readonly alt: string;
  readonly png: Uint8Array;
}

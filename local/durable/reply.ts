/** An answer of the API; its body is JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A refusal as Lambda words it: clients read its kind from the header. */
export function refuse(status: number, kind: string, message: string): Reply {
  return {
    status,
    headers: { 'x-amzn-errortype': kind },
    // Of Lambda's exceptions some have a `message`, others a `Message`.
    body: JSON.stringify({ Type: 'User', message, Message: message }),
  };
}

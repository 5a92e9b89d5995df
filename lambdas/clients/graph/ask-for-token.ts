import * as z from 'zod';
import { errorCode } from '../../../core/error-code.ts';

/** An application of Entra as a key names it: `TENANT:CLIENT:SECRET`. */
export interface GraphSecret {
  readonly tenant: string;
  readonly client: string;
  readonly secret: string;
}

const CREDENTIAL = /^([^:\s]+):([^:\s]+):(\S+)$/;

/** Reads a key; null if it does not have that form. */
export function readGraphSecret(key: string): GraphSecret | null {
  const [, tenant, client, secret] = CREDENTIAL.exec(key) ?? [];
  return tenant && client && secret ? { tenant, client, secret } : null;
}

const tokenSchema = z.object({ access_token: z.string().min(1) });
const LONGEST_CALL_MS = 30_000;

export type Token =
  | { readonly token: string }
  /** The sentence never quotes the secret. */
  | { readonly state: 'refused' | 'unreachable'; readonly why: string };

/** A token for Microsoft Graph, by client credentials (`POST /{tenant}/oauth2/v2.0/token`). */
export async function askForToken(loginUrl: string, { tenant, client, secret }: GraphSecret): Promise<Token> {
  const url = new URL(`/${encodeURIComponent(tenant)}/oauth2/v2.0/token`, loginUrl);
  const body = new URLSearchParams({
    client_id: client,
    client_secret: secret,
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
  });
  try {
    const signal = AbortSignal.timeout(LONGEST_CALL_MS);
    const response = await fetch(url, { method: 'POST', body, redirect: 'manual', signal });
    if (response.status >= 500) return { state: 'unreachable', why: `${url.host} answered ${response.status}.` };
    if (!response.ok) {
      const why = `${url.host} gave no token (${response.status}): tenant, client or secret is wrong.`;
      return { state: 'refused', why };
    }
    return { token: tokenSchema.parse(await response.json()).access_token };
  } catch (error) {
    return { state: 'unreachable', why: `${url.host}: no answer that can be read (${errorCode(error) ?? 'failed'}).` };
  }
}

import { createHash } from 'node:crypto';
import { ANSWER_STYLE } from '../../render/answer/answer-style.ts';

/** What a function URL answers with. */
export interface PageReply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const styleHash = createHash('sha256').update(ANSWER_STYLE).digest('base64');

// No script, nothing of others, no frame; the address, which opens the page, is told to nobody and kept in no cache.
const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=31536000',
};

export function pageReply(statusCode: number, body: string, more: Readonly<Record<string, string>> = {}): PageReply {
  return { statusCode, headers: { ...HEADERS, ...more }, body };
}

/** Where a price comes from, the best first. Only a list is unverified. */
export type PriceSource =
  | { readonly kind: 'invoice'; readonly period: string }
  | { readonly kind: 'quote'; readonly date: string }
  | { readonly kind: 'contract' }
  | { readonly kind: 'list'; readonly name: string };

/** `your invoice`, `your quote`, `your contract`, or `list 2023, unverified`. */
export function saySource(source: PriceSource): string {
  return source.kind === 'list' ? `${source.name}, unverified` : `your ${source.kind}`;
}

/** Whether a price is the customer's own. */
export function isVerified(source: PriceSource): boolean {
  return source.kind !== 'list';
}

/** Whether a figure of these sources may stand in a subject: it has some, and none is a list. */
export function mayHeadline(sources: readonly PriceSource[]): boolean {
  return sources.length > 0 && sources.every(isVerified);
}

/** The sources of a figure that was computed from several, each once, the best first. */
export function sourcesOf(priced: readonly { readonly source: PriceSource }[]): readonly PriceSource[] {
  const byText = new Map(priced.map(({ source }) => [JSON.stringify(source), source]));
  return [...byText.values()].sort((one, other) => RANK.indexOf(one.kind) - RANK.indexOf(other.kind));
}

const RANK: readonly PriceSource['kind'][] = ['invoice', 'quote', 'contract', 'list'];

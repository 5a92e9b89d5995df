import type { ProductAccess } from '../account.ts';
import { productHome, productName } from '../products.ts';

/** `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Products by their names, each once; keys that are not known yet are not repeated in texts for people. */
export function productWords(keys: Iterable<string>): string {
  const names = new Set(
    [...keys].map((key) => (productHome(key) === undefined ? 'another product' : productName(key))),
  );
  return joinWords([...names].sort());
}

/** The products of accesses by their names. */
export function accessWords(access: readonly ProductAccess[]): string {
  return productWords(access.map(({ product }) => product));
}

const LONGEST = 120;

/**
 * Text from outside (names, hosts, domains) as one harmless line: without control characters, line breaks or marks
 * that turn the direction of reading, and cut after 120 characters.
 */
export function safeText(text: string): string {
  const line = safeLine(text);
  const characters = [...line];
  return characters.length <= LONGEST ? line : `${characters.slice(0, LONGEST - 1).join('')}…`;
}

/** The same, but not cut: for sentences that are made of safe parts. */
export function safeLine(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/[\p{Bidi_Control}\uFEFF]/gu, '')
    .trim();
}

/** What a look at one thing came to: a sentence, with the mend where it is not well. */
export interface Finding {
  readonly what: string;
  readonly well: boolean;
  readonly says: string;
}

/** A line for each finding; the exit code is 1 if anything is not well. */
export function printFindings(findings: readonly Finding[], print: (line: string) => void): number {
  for (const { what, well, says } of findings) print(`${well ? 'ok  ' : 'MEND'}  ${what.padEnd(12)}${says}`);
  return findings.every(({ well }) => well) ? 0 : 1;
}

/** A few of many, so that a line stays a line. */
export function someOf(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const SHOWN = 5;

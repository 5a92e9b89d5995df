import type { Step } from '../options/option.ts';
import type { Remedy } from '../plan-groups.ts';
import type { AskMail } from './ask-mail.ts';

/**
 * One file of a pack as plain values. Cells and names are as they came from outside: whoever writes a file disarms
 * formulas and line breaks in its own format. `header` null: the receiver wants bare rows.
 */
export type PackFile =
  | {
      readonly kind: 'table';
      readonly name: string;
      readonly header: readonly string[] | null;
      readonly rows: readonly (readonly string[])[];
    }
  | { readonly kind: 'text'; readonly name: string; readonly title: string; readonly paragraphs: readonly string[] }
  | { readonly kind: 'steps'; readonly name: string; readonly steps: readonly Step[] }
  | { readonly kind: 'mails'; readonly name: string; readonly mails: readonly AskMail[] };

/** An account that a file had to leave out, and why. */
export interface LeftOut {
  readonly accountId: string;
  readonly why: string;
}

/** Everything one group of a plan needs, ready to be carried out by a person. */
export interface Pack {
  readonly remedy: Remedy;
  readonly accounts: number;
  readonly files: readonly PackFile[];
  readonly leftOut: readonly LeftOut[];
}

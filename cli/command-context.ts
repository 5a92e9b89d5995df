/** What a command may touch of the world around it; tests give their own. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** How many columns the terminal has that shows stdout; null: it is no terminal, and every line stays one. */
  readonly columns: number | null;
  /** Text for a person on stdout, a line or more; `main` fits it to the terminal. */
  readonly print: (text: string) => void;
  /** What a program reads (a JSON document, CSV) on stdout, as it is. */
  readonly emit: (text: string) => void;
  /** What went wrong, in one sentence, on stderr; `main` fits it to the terminal. */
  readonly complain: (sentence: string) => void;
  /** Progress and remarks, on stderr; overwritten in place on a terminal. */
  readonly progress: (line: string) => void;
  /** A question for the person at the terminal; null where there is none. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Something that must not be seen: typed at a hidden prompt, or the whole of stdin where there is no terminal. */
  readonly readHidden: (question: string) => Promise<string>;
  /** Settles when the person asks the program to stop. */
  readonly stopped: () => Promise<void>;
}

/** Wrong usage: exit 2 with this sentence. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandContext } from './command-context.ts';

/** Text in longer lines is hard to read; a wider terminal does not make it easier. */
const WIDEST = 80;

/** The context of a real command line. */
export function processContext(): CommandContext {
  const { stdin, stdout, stderr } = process;
  let lineOpen = false;
  // Whoever reads our output may stop reading: that is no failure of ours.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const endLine = () => {
    if (lineOpen) stderr.write('\r\u001b[K');
    lineOpen = false;
  };
  const say = (text: string) => {
    endLine();
    stdout.write(`${text}\n`);
  };
  return {
    env: process.env,
    now: () => new Date(),
    sleep: async (milliseconds, signal) => {
      await sleep(milliseconds, undefined, signal && { signal });
    },
    random: Math.random,
    columns: stdout.isTTY ? Math.min(stdout.columns || WIDEST, WIDEST) : null,
    print: say,
    emit: say,
    complain(sentence) {
      endLine();
      stderr.write(`${sentence}\n`);
    },
    // Progress is for somebody who watches; a log would only be filled by it.
    progress(line) {
      if (!stderr.isTTY) return;
      stderr.write(`\r\u001b[K${line.slice(0, (stderr.columns || WIDEST) - 1)}`);
      lineOpen = true;
    },
    ask: stdin.isTTY && stdout.isTTY ? askAtTerminal : null,
    readHidden: stdin.isTTY ? typeHidden : () => text(stdin),
    stopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', resolve);
        process.once('SIGTERM', resolve);
      }),
  };
}

async function askAtTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** What is typed is read as a line and shown nowhere. */
async function typeHidden(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_, __, done) => done() });
  process.stderr.write(question);
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

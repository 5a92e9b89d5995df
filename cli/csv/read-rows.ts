import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { errorCode } from '../../core/error-code.ts';

export interface Row {
  readonly row: readonly string[];
  readonly line: number;
}

/** A file that ends before its last row does. */
class CutOff extends Error {
  constructor(file: string, within: string) {
    super(`${file} ends in the middle of ${within}: the download was cut off. Download it again.`);
    this.name = 'CutOff';
  }
}

// A record longer than this is a quote that was never closed, not a row.
const LONGEST_RECORD = 1_000_000;

/**
 * The rows of a CSV file, each with the line it ends on; `onBad` hears the lines of rows that cannot be split into cells.
 * A last row that lacks cells and its line end was cut off, and the file is not taken.
 *
 * @throws Error in one sentence
 */
export async function* readRows(file: string, onBad: (line: number) => void): AsyncGenerator<Row> {
  const end = { text: '' };
  const skipped: { last: { readonly line: number; readonly cells: number } | null } = { last: null };
  const parser = parse({
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    skip_records_with_error: true,
    on_skip(error) {
      if (error?.code === 'CSV_QUOTE_NOT_CLOSED' || error?.code === 'CSV_MAX_RECORD_SIZE') parser.destroy(error);
      else {
        const line = error ? Number(error.lines) : 0;
        if (Array.isArray(error?.record)) skipped.last = { line, cells: error.record.length };
        onBad(line);
      }
      return undefined;
    },
  });
  // The error reaches the loop below through the parser.
  pipeline(utf8Text(file, end), parser, () => {});
  let columns = 0;
  let read = 0;
  try {
    for await (const record of parser) {
      const { record: row, info }: { record: string[]; info: { lines: number } } = record;
      columns ||= row.length;
      read = info.lines;
      yield { row, line: read };
    }
  } catch (error) {
    throw readError(file, error);
  }
  const { last } = skipped;
  if (last && last.line > read && last.cells < columns && !/[\r\n]$/.test(end.text)) {
    throw new CutOff(file, `line ${last.line}`);
  }
}

/** `end.text`: the last piece of the file that was read. */
async function* utf8Text(file: string, end: { text: string }): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(file)) {
    const text = decoder.decode(chunk, { stream: true });
    end.text = text || end.text;
    yield text;
  }
  try {
    yield decoder.decode();
  } catch {
    throw new CutOff(file, 'a character');
  }
}

function readError(file: string, error: unknown): Error {
  if (error instanceof CutOff) return error;
  const code = errorCode(error) ?? '';
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: `there is no file ${file}.`,
    EISDIR: `${file} is a folder, not a file.`,
    EACCES: `${file} may not be read.`,
    ERR_ENCODING_INVALID_ENCODED_DATA: `${file} is not a UTF-8 text file: export it anew, or save it as CSV UTF-8.`,
    CSV_QUOTE_NOT_CLOSED: `${file} has a quote that is never closed: the file was cut off or damaged.`,
    CSV_MAX_RECORD_SIZE: `${file} has a quote that is never closed: the file was cut off or damaged.`,
  };
  return new Error(reasons[code] ?? `${file} cannot be read as CSV (${code || 'unknown reason'}).`, {
    cause: error,
  });
}

import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { parse } from 'csv-parse';
import { errorCode } from '../../core/error-code.ts';

export interface Row {
  readonly row: readonly string[];
  readonly line: number;
}

// A record longer than this is a quote that was never closed, not a row.
const LONGEST_RECORD = 1_000_000;

/**
 * The rows of a CSV file, each with the line it ends on; `onBad` hears the lines of rows that cannot be split into cells.
 *
 * @throws Error in one sentence
 */
export async function* readRows(file: string, onBad: (line: number) => void): AsyncGenerator<Row> {
  const parser = parse({
    info: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    skip_records_with_error: true,
    on_skip(error) {
      if (error?.code === 'CSV_QUOTE_NOT_CLOSED' || error?.code === 'CSV_MAX_RECORD_SIZE') parser.destroy(error);
      else onBad(error ? Number(error.lines) : 0);
      return undefined;
    },
  });
  // The error reaches the loop below through the parser.
  pipeline(utf8Text(file), parser, () => {});
  try {
    for await (const record of parser) {
      const { record: row, info }: { record: string[]; info: { lines: number } } = record;
      yield { row, line: info.lines };
    }
  } catch (error) {
    throw readError(file, error);
  }
}

async function* utf8Text(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of createReadStream(file)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

function readError(file: string, error: unknown): Error {
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

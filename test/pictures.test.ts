import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { smallPng } from '../bench/screenshots/small-png.ts';

const FOLDER = 'docs/pictures';
const pictures = readdirSync(FOLDER).filter((name) => name.endsWith('.png'));

test('the pictures of the docs are small, each shown with words for it; else npm run screenshots', () => {
  const shown = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  expect(pictures.sort()).toEqual(['digest-dark.png', 'digest.png', 'report.png', 'workbook.png']);
  for (const name of pictures) {
    expect(statSync(join(FOLDER, name)).size).toBeLessThan(150_000);
    expect(shown).toMatch(new RegExp(`!\\[[^\\]]{20,}\\]\\(${name.replace('.', '\\.')}\\)`));
  }
  expect(readFileSync('README.md', 'utf8')).toMatch(/!\[[^\]]{20,}\]\(docs\/pictures\/digest\.png\)/);
});

test('a picture has its size and at most 256 colours, whatever it shows', () => {
  const data = Uint8Array.from({ length: 64 * 64 * 4 }, (_, at) => (at * 7_919) % 256);
  const png = smallPng({ width: 64, height: 64, data });
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([64, 64]);
  expect(png.readUInt32BE(33)).toBeLessThanOrEqual(256 * 3);
});

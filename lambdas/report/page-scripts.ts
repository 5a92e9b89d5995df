import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { errorCode } from '../../core/error-code.ts';
import type { PageScript } from '../../render/report/render-page.ts';

/** The files of the page, by their name in a bundle; the drawing library comes first. lib/ copies the same. */
export const PAGE_FILES = ['echarts.js', 'report-page.js'] as const;

/**
 * The scripts that go into every page: beside the code where it is a bundle, else where the checkout has them.
 *
 * @throws Error naming the file that is missing
 */
export async function loadPageScripts(): Promise<readonly PageScript[]> {
  return Promise.all(PAGE_FILES.map(async (name) => scriptOf(await readFirst(placesOf(name), name))));
}

type PageFile = (typeof PAGE_FILES)[number];

function placesOf(name: PageFile): readonly (() => string | URL)[] {
  const inCheckout = {
    'echarts.js': () => createRequire(import.meta.url).resolve('echarts/dist/echarts.common.min.js'),
    'report-page.js': () => new URL('../../render/report/browser/report-page.js', import.meta.url),
  };
  return [() => new URL(`./${name}`, import.meta.url), inCheckout[name]];
}

async function readFirst(places: readonly (() => string | URL)[], name: PageFile): Promise<string> {
  for (const place of places) {
    try {
      return await readFile(place(), 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(`${name} of the report's page is missing: install again, or build with npm run build.`);
}

/** What would end the script's own element is written so that it does not; the code stays the same. */
function scriptOf(text: string): PageScript {
  const code = text.replaceAll(/<(?=\/script|!--)/gi, '\\x3C');
  return { code, sha256: createHash('sha256').update(code).digest('base64') };
}

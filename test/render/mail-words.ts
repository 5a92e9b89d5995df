import type { RenderedMail } from '../../render/rendered-mail.ts';

/** Every character that the HTML part shows below its heading, and every one of the text part, to be compared. */
export function wordsOf({ html, text }: Pick<RenderedMail, 'html' | 'text'>): { html: string; text: string } {
  const shown = html
    .replace(/^[\s\S]*?<\/h1>/, '')
    .replaceAll(/<!--[\s\S]*?-->|<[^>]+>/g, ' ')
    .replaceAll('&#8202;', ' ')
    .replaceAll(/&(lt|gt|quot|#39|amp);/g, (_, name) => CHARACTERS[name] ?? '');
  return { html: closed(shown.replaceAll(' · ', ' ')), text: closed(text) };
}

const CHARACTERS: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

const closed = (text: string) => text.replaceAll(/\s+/g, '').toLowerCase();

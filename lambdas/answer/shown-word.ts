import { createHash } from 'node:crypto';

/** What a person types who has read the page; none of it is on the page as the value of a field. */
const WORDS = [
  ...['anchor', 'apple', 'autumn', 'basket', 'beach', 'bridge', 'butter', 'candle', 'carpet', 'castle', 'cherry'],
  ...['circle', 'cloud', 'coffee', 'copper', 'cotton', 'desert', 'dinner', 'dragon', 'engine', 'feather', 'finger'],
  ...['flower', 'forest', 'garden', 'guitar', 'hammer', 'harbor', 'honey', 'island', 'jacket', 'jungle', 'kitchen'],
  ...['ladder', 'lemon', 'letter', 'maple', 'marble', 'market', 'meadow', 'mirror', 'monkey', 'morning', 'needle'],
  ...['ocean', 'orange', 'paper', 'pepper', 'pillow', 'planet', 'pocket', 'rabbit', 'ribbon', 'river', 'saddle'],
  ...['silver', 'spring', 'summer', 'table', 'ticket', 'tunnel', 'valley', 'velvet', 'window'],
];

/** The word of one page: always the same for one token, and told by nothing else. */
export function shownWord(token: string): string {
  const [first = 0] = createHash('sha256').update(`word ${token}`).digest();
  return WORDS[first % WORDS.length] ?? 'window';
}

/** Whether the word was typed, in whichever case and with whatever blanks around it. */
export function isShownWord(token: string, typed: string): boolean {
  return typed.normalize('NFKC').trim().toLowerCase() === shownWord(token);
}

import type { AnswerId } from '../../core/cases/answers.ts';
import type { Answer } from '../../core/packs/ask-mail.ts';
import { Html, html } from '../html.ts';
import { safeLine, safeText } from '../safe-text.ts';
import { ANSWER_STYLE } from './answer-style.ts';

/** What every page of a holder tells. */
export interface AnswerView {
  readonly organizationName: string;
  readonly product: string;
  readonly answers: readonly Answer[];
  /** `Mon 14 Dec 2026` */
  readonly until: string;
  /** The admins' address. */
  readonly contact: string | null;
}

export interface QuestionView extends AnswerView {
  readonly paragraphs: readonly string[];
  /** What has to be typed. */
  readonly word: string;
  /** What was wrong with what was sent. */
  readonly problem: 'no-answer' | 'wrong-word' | null;
}

const PROBLEMS = {
  'no-answer': 'Nothing was sent yet: choose one answer, then type the word.',
  'wrong-word':
    'Nothing was sent yet: the word did not match. Choose your answer again and type the word that is shown.',
} as const;

/** The question. Nothing is chosen, and nothing is sent without the word: whatever posts it as it is decides nothing. */
export function renderQuestion({ product, paragraphs, answers, until, contact, word, problem }: QuestionView): string {
  const title = `Do you still need ${safeText(product)}?`;
  return page(
    title,
    html`${problem === null ? '' : html`<p class="problem" role="alert">${PROBLEMS[problem]}</p>\n`}
${paragraphs.map((text) => html`<p>${safeLine(text)}</p>\n`)}
<form method="post" autocomplete="off">
<fieldset>
<legend>Your answer</legend>
${answers.map(choice)}</fieldset>
<p class="word"><label for="word">To send it, type the word <strong>${word}</strong></label>
<input id="word" name="word" type="text" value="" required maxlength="40" autocapitalize="none" autocorrect="off" spellcheck="false"></p>
<p><button type="submit">Send my answer</button></p>
</form>
<p class="small">You can answer until ${until}, once. ${contactWords(contact)}</p>`,
  ).markup;
}

function choice({ id, label, after }: Answer): Html {
  return html`<div class="choice">
<input type="radio" name="answer" id="${id}" value="${id}" required aria-describedby="${id}-after">
<label for="${id}">${safeLine(label)}</label>
<p id="${id}-after">${safeLine(after)}</p>
</div>
`;
}

/** After an answer, and whenever the page is opened again. `other`: another one was sent afterwards, and is not taken. */
export function renderAnswered(view: AnswerView, given: AnswerId, other: boolean): string {
  const answer = view.answers.find(({ id }) => id === given);
  return page(
    other ? 'You have answered already' : 'Thank you',
    html`<p>You answered: <strong>${answer?.label ?? given}</strong>.</p>
<p>${safeLine(answer?.after ?? '')}</p>
<p class="small">${other ? 'The answer you have just sent was not taken: the first one stands. ' : ''}If it has changed, tell the administrators. ${contactWords(view.contact)}</p>`,
  ).markup;
}

/** Nobody made this link, or its time is over. */
export function renderClosed(why: 'unknown' | 'over', contact: string | null): string {
  const text =
    why === 'unknown'
      ? 'This link is not complete, or not ours. Open it again from the mail.'
      : 'This question is closed. Nothing was changed because of it, and you keep what you have.';
  return page(
    why === 'unknown' ? 'There is no such page' : 'The question is closed',
    html`<p>${text} ${contactWords(contact)}</p>`,
  ).markup;
}

function contactWords(contact: string | null): Html | string {
  if (contact === null) return '';
  return html`Questions: <a href="mailto:${contact}">${contact}</a>`;
}

function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(ANSWER_STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

import type { AnswerId } from '../cases/answers.ts';
import type { OptionSubject } from '../options/option.ts';
import { signupAccess } from '../options/rules.ts';
import { accessWords } from '../options/words.ts';

/** What a holder can answer, and what happens then. None is preselected. */
export interface Answer {
  readonly id: AnswerId;
  readonly label: string;
  readonly after: string;
}

/** What a holder is asked, whoever they are. */
export interface HolderQuestion {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly answers: readonly Answer[];
}

/** A mail to one holder. The greeting and the form of the day are the renderer's. */
export interface AskMail extends HolderQuestion {
  readonly accountId: string;
  readonly to: string;
  readonly name: string;
  /** The last day on which an answer still counts for the next bill; null if no contract tells it. */
  readonly answerBy: string | null;
}

/** The mail that asks a holder what a product is for. Who does not answer keeps everything, and it says so. */
export function askMail(subject: OptionSubject, organization: string): AskMail | null {
  const { account } = subject;
  if (!account.email) return null;
  const product = accessWords(signupAccess(subject));
  return {
    accountId: account.accountId,
    to: account.email,
    name: account.name,
    ...holderQuestion(product, organization),
    answerBy: subject.organization.fixBy,
  };
}

/** The question about products by their names, `Trello and Bitbucket`, on behalf of an organization by its name. */
export function holderQuestion(product: string, organization: string): HolderQuestion {
  return {
    subject: `Do you still need ${product}?`,
    paragraphs: [
      `Your Atlassian account belongs to ${organization} and is signed up for ${product}. As long as it is, ${organization} pays Atlassian for it, whether it is used or not.`,
      'Please choose the answer that is true. There is no wrong one: what is needed stays.',
      'If you do not answer, nothing is deleted and nothing changes for you; we may ask again.',
    ],
    answers: answersFor(product),
  };
}

function answersFor(product: string): readonly Answer[] {
  return [
    {
      id: 'dont-need',
      label: 'I do not need it',
      after: `Please leave the ${product} workspace. If nobody else is in it you may delete it instead: its boards are lost then.`,
    },
    { id: 'use-it', label: 'I use it for my work', after: 'You keep it, and are not asked again before the renewal.' },
    {
      id: 'for-a-client',
      label: 'I use it for a client or partner',
      after: 'You keep it. Tell us for whom, so that it can be planned for.',
    },
    {
      id: 'colleague-owns',
      label: 'A colleague owns it',
      after: 'Tell us who. If you do not need it yourself, leaving is enough: your colleague keeps everything.',
    },
    {
      id: 'not-me',
      label: 'I never signed up for it',
      after: 'Do not log in to it. Security looks into it with you.',
    },
  ];
}

import type { NextStep } from '../../core/digest.ts';
import { productName } from '../../core/products.ts';
import type { Formats } from '../formats.ts';
import { listWords } from '../words.ts';

/** A first thing to do, as a sentence. */
export function nextStepWords(step: NextStep, formats: Formats): string {
  switch (step.kind) {
    case 'confirm-sites':
      return step.hosts.length > 0
        ? `Confirm that ${listWords(step.hosts, 5)} ${step.hosts.length > 1 ? 'are yours' : 'is yours'}: name your sites in billable-drift.json (billable-drift init proposes them).`
        : 'Name your sites in billable-drift.json: no site could be assumed to be yours.';
    case 'review-self-signups':
      return `Look at ${people(step.accounts, formats)} who signed up by themselves (${listWords(step.products.map(productName))}): who needs it, who does not?`;
    case 'review-foreign-sites':
      return `Look at ${people(step.accounts, formats)} on sites that are not yours (${listWords(step.hosts)}): a partner's site goes into partnerSites, the rest is worth a question.`;
    case 'review-sandboxes':
      return `Look at ${people(step.accounts, formats)} whose only access is a sandbox of yours: removing it there makes them not billable.`;
    case 'review-idle-licences':
      return `Look at ${people(step.accounts, formats)} with a licence on your site and no activity for 180 days: taking it back also saves the seat.`;
    case 'run-again':
      return 'Run again next week: then the digest says who came, who went, and why.';
  }
}

function people(accounts: number, formats: Formats): string {
  return accounts === 1 ? 'the 1 account' : `the ${formats.number(accounts)} accounts`;
}

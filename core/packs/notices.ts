import { counted } from '../counted.ts';
import { OPTION_TITLES } from '../options/option-id.ts';
import { productWords } from '../options/words.ts';
import type { PlanGroup } from '../plan.ts';
import { isReplacing, type Remedy } from '../plan-groups.ts';
import type { PackFile } from './pack.ts';

export function remedyTitle(remedy: Remedy): string {
  return remedy === 'orphaned-link' ? 'have the identity provider deactivate the account' : OPTION_TITLES[remedy];
}

/** For the people who are called when something looks different: what happens, what it means, what to answer. */
export function helpdeskNotice(group: PlanGroup, personText: string): PackFile {
  const { undo } = group;
  return {
    kind: 'text',
    name: 'announcement-helpdesk',
    title: 'For the helpdesk',
    paragraphs: [
      `${counted(group.accounts, 'account')} with ${productWords(group.products) || 'no visible product'}: ${remedyTitle(group.remedy)}. The people read this: "${personText}"`,
      ...group.consequences.map(({ text }) => text),
      ...requestsParagraph(group),
      undo.possible === 'no' ? `It cannot be undone. ${undo.why}` : `Going back: ${undo.how}`,
      ...(undo.possible === 'partly' ? [`Not everything comes back: ${undo.lost}`] : []),
      'Somebody who needs what is taken away: say so to the Atlassian admins, who can exclude the account.',
    ],
  };
}

/** For the works council: which data of whom, for what, who sees it, and what it is not used for. */
export function worksCouncilNotice(group: PlanGroup, organization: string): PackFile {
  return {
    kind: 'text',
    name: 'announcement-works-council',
    title: 'For the works council',
    paragraphs: [
      `${organization} pays Atlassian for each account that can reach one of its products. The purpose is to pay for accounts that are needed, and only for those.`,
      'Used for it are: name, e-mail address, the products an account can reach, its policy, and the day of its last activity, all as Atlassian tells its customers; and who has left, where HR gives a list. No content is read.',
      'The day of the last activity only tells whether a licence is used. It is not used to judge the work of anybody, and not knowing it is never taken for not working.',
      'Names are seen by the Atlassian admins; finance sees numbers. Names are kept for 35 days unless set otherwise, those of the last digest until the next one; the history keeps account ids without names.',
      `Planned now for ${counted(group.accounts, 'account')}: ${remedyTitle(group.remedy)}. ${group.consequences.map(({ text }) => text).join(' ')}`,
      group.effort.kind === 'asking'
        ? 'The people are asked and decide themselves.'
        : 'A named person approves it before anything is changed.',
    ],
  };
}

/** What is known of the requests that would have to be moved; nothing where accounts are not replaced. */
function requestsParagraph({ remedy, requests }: PlanGroup): readonly string[] {
  if (!isReplacing(remedy)) return [];
  const unread = requests.unknownOf > 0 ? `; of ${counted(requests.unknownOf, 'account')} it is not known` : '';
  return [`Requests whose reporter has to be changed: ${requests.reported}${unread}.`];
}

import type { ClaimPreview } from '../../core/claim-preview.ts';
import type { Formats } from '../formats.ts';
import { hangingText } from '../hanging-text.ts';
import { exposureWords } from '../words.ts';

export interface ClaimMoney {
  /** Decimal text a year. */
  readonly all: string;
  readonly withoutLeftOut: string;
  readonly currency: string;
  readonly source: string;
}

/** What claiming a domain would bring, in counts. */
export function claimText(preview: ClaimPreview, money: ClaimMoney | null, formats: Formats): string {
  const { accounts, alreadyClaimed, addsBillable, byExposure, leftUnclaimed, theyLose, claim, sitesAssumed } = preview;
  const number = (value: number) => formats.number(value);
  return [
    `${formats.counted(accounts, 'account')} of the domain, ${number(alreadyClaimed)} claimed already`,
    `Claiming all would add up to ${formats.counted(addsBillable, 'billable account')}`,
    ...byExposure.map((row) => hangingText(`${number(row.accounts).padStart(7)}  `, exposureWords(row.exposure))),
    ...moneyLines(money, formats),
    `To upload: ${number(claim.files.flatMap((file) => (file.kind === 'table' ? file.rows : [])).length)} addresses, without ${number(leftUnclaimed.length)} that need not be claimed`,
    ...(leftUnclaimed.length > 0 ? theyLose.map(({ text }) => hangingText('  ', text)) : []),
    ...(claim.leftOut.length > 0
      ? [`Not in the list, for want of a plain address: ${number(claim.leftOut.length)}`]
      : []),
    ...(sitesAssumed ? [hangingText('', SITES)] : []),
  ].join('\n');
}

const SITES =
  'Which sites are yours is only assumed, so only those are left out who signed up by themselves: name your sites in billable-drift.json.';

function moneyLines(money: ClaimMoney | null, formats: Formats): readonly string[] {
  if (!money) return ['No price is known for these sizes.'];
  const amount = (text: string) => formats.roundMoney(text, money.currency);
  return [
    `${amount(money.all)} a year for all, ${amount(money.withoutLeftOut)} without those left out (${money.source})`,
  ];
}

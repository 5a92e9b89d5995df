import type { QualityNote } from '../../core/digest.ts';
import { suspicionWords } from '../alerts/crossing-words.ts';
import type { Formats } from '../formats.ts';
import { listWords } from '../words.ts';

const SOURCES: Readonly<Record<string, string>> = { api: 'the organization API', csv: 'a CSV export' };

/** What a reader has to know before trusting the numbers, as a sentence. */
export function qualityWords(note: QualityNote, formats: Formats): string {
  switch (note.kind) {
    case 'suspicious':
      return `Since the snapshot of ${formats.day(note.since)} ${suspicionWords(note, formats)}, and nothing of the kind was planned: is that right? Until the next snapshot confirms it, nothing is changed on its ground and it counts for no limit.`;
    case 'unknown-flags':
      return `${formats.counted(note.accounts, 'account')} came without a billable flag; counted as unknown, not as billable or not billable.`;
    case 'gap':
      return `Atlassian's own total differs by ${formats.number(note.accounts)} from the accounts found, within tolerance.`;
    case 'fewer-accounts':
      return `The export has ${formats.counted(note.accounts, 'account')} fewer than the snapshot before it, an unusual drop: was it cut off? That they are gone is unconfirmed; run it with --fewer if they are.`;
    case 'unconfirmed-absences':
      return `${formats.counted(note.accounts, 'account')} of the last snapshot not found this time; taken as unchanged until the next snapshot confirms it.`;
    case 'duplicates':
      return `${formats.counted(note.rows, 'row')} told an account again; the last one counts.`;
    case 'unreadable-rows':
      return `${formats.counted(note.rows, 'row')} of the file not readable (${note.lines.length === 1 ? 'line' : 'lines'} ${listWords(note.lines.map(String), 5)}).`;
    case 'source-changed':
      return `The last digest was read from ${SOURCES[note.from] ?? note.from}, this one from ${SOURCES[note.to] ?? note.to}: only the billable state is compared, so causes are not known.`;
    case 'not-comparable':
      return `The digest of ${formats.day(note.baseline)} told accounts apart in another way (by e-mail, without Atlassian IDs): nothing can be compared, and this one starts anew.`;
    case 'mail-bounced':
      return `${formats.counted(note.mails, 'mail')} of the last digest for ${note.audience} came back: look at the recipients in the settings.`;
    case 'baseline-lost':
      return `The accounts of the digest of ${formats.day(note.baseline)} are no longer in the archive: nothing can be compared, and this one starts anew.`;
    case 'assumed-sites':
      return note.hosts.length > 0
        ? `Your own sites are assumed from the data: ${listWords(note.hosts, 5)}.`
        : 'No site could be assumed to be yours: every site counts as one you may not own.';
  }
}

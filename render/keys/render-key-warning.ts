import type { Instant } from '../../core/account.ts';
import { counted } from '../../core/counted.ts';
import { daysLeft, type KeyRecord, type KeyWarning, keyWords } from '../../core/keys.ts';
import type { Formats } from '../formats.ts';
import { mailText, pageOf, type Section } from '../mail-page.ts';
import type { RenderedMail } from '../rendered-mail.ts';
import { safeText } from '../safe-text.ts';
import { expiryWords } from './key-words.ts';

export interface KeyWarningView {
  readonly organizationName: string;
  readonly asOf: Instant;
  readonly warnings: readonly KeyWarning[];
  readonly refused: readonly KeyRecord[];
  readonly formats: Formats;
}

/** The mail to admins when a key is about to end, has ended, or was refused. It holds no key. */
export function renderKeyWarning(view: KeyWarningView): RenderedMail {
  const { organizationName, asOf, formats } = view;
  const subject = `Guard, ${safeText(organizationName)}: ${subjectWords(view)}`;
  const headline = [[safeText(organizationName), formats.day(asOf), 'keys in custody']];
  const sections = sectionsOf(view).filter(({ lines }) => lines.length > 0);
  return {
    subject,
    text: mailText(headline, sections),
    html: pageOf(subject, headline, sections, formats.language).markup,
    attachments: [],
  };
}

function subjectWords({ warnings, refused, asOf }: KeyWarningView): string {
  const [first] = refused;
  if (first) return `the ${keyWords(first)} is refused`;
  const [next] = warnings;
  if (!next) return 'keys';
  const left = daysLeft(next.key, asOf);
  const when = left < 0 ? 'has ended' : left === 0 ? 'ends today' : `ends in ${counted(left, 'day')}`;
  return `the ${keyWords(next.key)} ${when}`;
}

function sectionsOf({ warnings, refused, asOf, formats }: KeyWarningView): Section[] {
  const line = (text: string) => ({ count: null, text });
  return [
    {
      title: 'Refused',
      lines: refused.map((key) =>
        line(`${keyWords(key)}: ${key.trial.state === 'refused' ? safeText(key.trial.why) : ''} (${runbookOf(key)})`),
      ),
    },
    {
      title: 'Ending',
      lines: warnings.map(({ key }) =>
        line(`${keyWords(key)}: ${expiryWords(key, asOf, formats)} (${runbookOf(key)})`),
      ),
    },
    { title: 'What it means', lines: consequencesOf([...refused, ...warnings.map(({ key }) => key)]).map(line) },
  ];
}

const CONSEQUENCES: Readonly<Record<KeyRecord['kind'], string>> = {
  org: 'Without the organization key there is no snapshot, and so no digest.',
  remediation: 'Without the remediation key nothing is changed at Atlassian; watching goes on.',
  scim: 'When a SCIM key ends, provisioning from the identity provider stops. A new one kills the old one at once: change both sides together.',
  jira: 'Without the site token, requests that people reported are not counted.',
  idp: "Without the identity provider's key, provisioning is paused and resumed by hand.",
};

function consequencesOf(keys: readonly KeyRecord[]): string[] {
  return [...new Set(keys.map(({ kind }) => CONSEQUENCES[kind]))];
}

const RUNBOOKS: Readonly<Record<KeyRecord['kind'], string>> = {
  org: 'replace-org-key.md',
  remediation: 'replace-remediation-key.md',
  scim: 'replace-scim-key.md',
  jira: 'replace-site-token.md',
  idp: 'replace-idp-key.md',
};

function runbookOf({ kind }: KeyRecord): string {
  return `docs/runbooks/${RUNBOOKS[kind]}`;
}

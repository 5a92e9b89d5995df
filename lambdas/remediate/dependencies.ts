import type { RemediateRequest } from '../case-messages.ts';
import type { Archive } from '../clients/archive.ts';
import type { RemedyReads } from '../clients/atlassian/remedy-reads.ts';
import type { RemedyWrites } from '../clients/atlassian/remedy-writes.ts';
import type { Provisioning } from '../clients/graph/provisioning.ts';
import type { History } from '../clients/history/history.ts';
import type { Requests } from '../clients/jira/requests.ts';
import type { MailTransport } from '../clients/mail-transport.ts';
import type { MetricName } from '../runtime/environment.ts';

/** What the steps of a runbook use. They return ids, counts and sentences; keys and e-mails stay inside them. */
export interface RemediateDependencies {
  readonly archive: Archive;
  readonly history: History;
  readonly now: () => Date;
  /** Each reads its own key, for one step, with that step's own time. */
  readonly reads: (organization: string) => Promise<RemedyReads>;
  readonly writes: (organization: string) => Promise<RemedyWrites>;
  /** How holders are written to. */
  readonly transport: MailTransport;
  /** What a token is appended to; null: there is no answer page, and holders answer by mail. */
  readonly answerUrl: string | null;
  /** 32 random bytes in base64url. */
  readonly newToken: () => string;
  /** The provisioning of a directory at its identity provider; null if the settings do not name its application. */
  readonly provisioning: (organization: string, directoryId: string) => Promise<Provisioning | null>;
  /** The requests of the organization's own site; null if the settings name none, or only sandboxes. */
  readonly requests: (organization: string) => Promise<Requests | null>;
  /** Starts another execution of this function, through the alias that started this one. */
  readonly startExecution: (request: RemediateRequest) => Promise<void>;
  readonly count: (metric: MetricName, value: number) => void;
}

/** One case of one organization, by which everything about it is found. */
export interface CaseName {
  readonly organization: string;
  readonly id: string;
}

export function caseNameOf({ organization, case: id }: Pick<RemediateRequest, 'organization' | 'case'>): CaseName {
  return { organization, id };
}

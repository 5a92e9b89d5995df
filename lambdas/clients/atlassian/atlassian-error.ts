/** Why Atlassian's answer ended a call. A walk restarts on `cursor-refused`; the rest ends the run. */
export type AtlassianProblem =
  | 'key-refused'
  | 'scope-missing'
  | 'organization-unknown'
  | 'cursor-refused'
  | 'refused'
  | 'unavailable'
  | 'malformed'
  | 'link-elsewhere'
  | 'flag-missing';

/** A call that failed for good. The message is for the operator: what, which page, what to do. */
export class AtlassianError extends Error {
  readonly problem: AtlassianProblem;

  constructor(problem: AtlassianProblem, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AtlassianError';
    this.problem = problem;
  }
}

import * as z from 'zod';
import { AtlassianError } from '../atlassian/atlassian-error.ts';
import { readShape } from '../atlassian/read-shape.ts';
import { type Patience, requestJson } from '../atlassian/request-json.ts';
import { sendWrite, type WriteAnswer } from '../atlassian/send-write.ts';
import { askForToken, readGraphSecret } from './ask-for-token.ts';

/** `synchronizationStatus.code` as Microsoft documents it, and whatever may come one day. */
export interface ProvisioningJob {
  readonly id: string;
  readonly code: string;
}

export interface GraphAccess {
  readonly graphUrl: string;
  readonly loginUrl: string;
  /** `TENANT:CLIENT:SECRET`. */
  readonly key: string;
  /** The object id of the enterprise application that provisions to Atlassian. */
  readonly servicePrincipal: string;
}

/** Provision on demand: so many requests in so many seconds (Microsoft Graph, synchronizationJob: provisionOnDemand). */
export const ON_DEMAND_AT_ONCE = 5;
export const ON_DEMAND_SECONDS = 10;

const jobsSchema = z.object({
  value: z.array(z.object({ id: z.string(), status: z.object({ code: z.string() }) })),
});
const schemaSchema = z.object({
  synchronizationRules: z.array(
    z.object({
      id: z.string(),
      objectMappings: z
        .array(z.object({ sourceObjectName: z.string().nullish(), enabled: z.boolean().nullish() }))
        .nullish(),
    }),
  ),
});
const peopleSchema = z.object({ value: z.array(z.object({ id: z.string() })) });

/**
 * The provisioning job of one directory at Microsoft Entra, by Graph v1.0: `GET …/synchronization/jobs`, `…/schema`,
 * `POST …/pause`, `…/start`, `…/provisionOnDemand` (Application.ReadWrite.OwnedBy or Synchronization.ReadWrite.All), and
 * `GET /users` to find a person by address (User.Read.All). Each write is sent once.
 */
export type Provisioning = Awaited<ReturnType<typeof connectProvisioning>>;

/** @throws AtlassianError if there is no token */
export async function connectProvisioning(access: GraphAccess, patience: Patience) {
  const authorization = `Bearer ${await tokenOf(access)}`;
  const jobs = `/v1.0/servicePrincipals/${encodeURIComponent(access.servicePrincipal)}/synchronization/jobs`;
  const at = (path: string) => new URL(path, access.graphUrl);
  const read = (path: string, what: string) => requestJson({ url: at(path), authorization, what, refuse }, patience);
  const jobAt = (jobId: string, action: string) => `${jobs}/${encodeURIComponent(jobId)}/${action}`;
  const write = (path: string, what: string, body?: object): Promise<WriteAnswer> => {
    const request = { url: at(path), method: 'POST', authorization, what, key: KEY } as const;
    return sendWrite({ ...request, ...(body && { body }) }, patience);
  };
  return {
    /**
     * The one job of the application.
     *
     * @throws AtlassianError if there is none, or if there are several
     */
    async readJob(): Promise<ProvisioningJob> {
      const what = 'the provisioning job';
      const [job, ...others] = readShape(jobsSchema, await read(jobs, what), what).value;
      if (job && others.length === 0) return { id: job.id, code: job.status.code };
      const number = job ? `${others.length + 1} provisioning jobs` : 'no provisioning job';
      throw new AtlassianError('refused', `the application ${access.servicePrincipal} has ${number}, not one.`);
    },
    pause: (jobId: string) => write(jobAt(jobId, 'pause'), 'pausing provisioning'),
    /** Only for a job that is paused: Microsoft warns of starting one that runs. */
    start: (jobId: string) => write(jobAt(jobId, 'start'), 'starting provisioning'),
    /** The rule that provisions people. */
    async readRule(jobId: string): Promise<string> {
      const what = 'the schema of the provisioning job';
      const { synchronizationRules } = readShape(schemaSchema, await read(jobAt(jobId, 'schema'), what), what);
      const rule = synchronizationRules.find(({ objectMappings }) =>
        objectMappings?.some(
          ({ sourceObjectName, enabled }) => sourceObjectName?.toLowerCase() === 'user' && enabled !== false,
        ),
      );
      if (rule) return rule.id;
      throw new AtlassianError('refused', `${what}: no rule of it provisions people.`);
    },
    /** Who has an address there; null if nobody has, or several people. */
    async findPerson(email: string): Promise<string | null> {
      const quoted = `'${email.replaceAll("'", "''")}'`;
      const url = at('/v1.0/users');
      url.searchParams.set('$filter', `userPrincipalName eq ${quoted} or mail eq ${quoted}`);
      url.searchParams.set('$select', 'id');
      const what = 'a person of the identity provider';
      const people = readShape(
        peopleSchema,
        await requestJson({ url, authorization, what, refuse }, patience),
        what,
      ).value;
      return people.length === 1 ? (people[0]?.id ?? null) : null;
    },
    provision(jobId: string, ruleId: string, objectId: string): Promise<WriteAnswer> {
      const parameters = [{ ruleId, subjects: [{ objectId, objectTypeName: 'User' }] }];
      return write(jobAt(jobId, 'provisionOnDemand'), 'provisioning one person', { parameters });
    },
  };
}

const KEY = 'identity provider key';

async function tokenOf({ key, loginUrl }: GraphAccess): Promise<string> {
  const secret = readGraphSecret(key);
  if (!secret) throw new AtlassianError('key-refused', 'the identity provider key is not TENANT:CLIENT:SECRET.');
  const token = await askForToken(loginUrl, secret);
  if ('token' in token) return token.token;
  throw new AtlassianError(token.state === 'refused' ? 'key-refused' : 'unavailable', token.why);
}

function refuse(status: number, _: string, what: string): AtlassianError {
  const words = status === 404 ? 'Microsoft Graph does not know it' : 'the identity provider key may not read this';
  return new AtlassianError(status === 404 ? 'refused' : 'scope-missing', `${what}: ${words} (${status}).`);
}

import * as z from 'zod';
import type { Archive } from '../../../lambdas/clients/archive.ts';
import type { Call } from './gateway.ts';
import { resourcesOf, type Template } from './template.ts';

const bucketSchema = z.object({
  LifecycleConfiguration: z.object({
    Rules: z.array(z.object({ Prefix: z.string(), ExpirationInDays: z.number(), Status: z.literal('Enabled') })),
  }),
});

/** What S3 does by the lifecycle rules of the template's bucket. When an object was put is known from the calls. */
export async function expireObjects(
  template: Template,
  archive: Archive,
  calls: readonly Call[],
  now: Date,
): Promise<void> {
  const puts = new Map(
    calls.flatMap(({ asked: [one], at }) =>
      one?.action === 's3:PutObject' ? [[one.resource.replace(/^[^/]+\//, ''), at] as const] : [],
    ),
  );
  const rules = resourcesOf(template, 'AWS::S3::Bucket', bucketSchema).flatMap(
    ({ properties }) => properties.LifecycleConfiguration.Rules,
  );
  for (const { Prefix, ExpirationInDays } of rules) {
    for (const key of await archive.list(Prefix)) {
      const age = now.getTime() - (puts.get(key) ?? now).getTime();
      if (age > ExpirationInDays * 86_400_000) await archive.remove(key);
    }
  }
}

import * as z from 'zod';
import type { Operation } from './aws-json-endpoint.ts';

/** Secrets by name that somebody handed over for one run. */
export type HandedKeys = ReadonlyMap<string, string>;

const requestSchema = z.object({ SecretId: z.string() });
const GET = 'secretsmanager.GetSecretValue';

/** Secrets Manager, with some secrets that lie in no file: they come before those that do. */
export function withHandedKeys(
  operations: Readonly<Record<string, Operation>>,
  handed: HandedKeys,
): Readonly<Record<string, Operation>> {
  const kept = operations[GET];
  return {
    ...operations,
    [GET]: async (input) => {
      const { SecretId } = requestSchema.parse(input);
      const SecretString = handed.get(SecretId);
      if (SecretString !== undefined) return { Name: SecretId, SecretString };
      if (!kept) throw new Error(`${GET} is not served.`);
      return kept(input);
    },
  };
}

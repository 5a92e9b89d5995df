import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import * as z from 'zod';

const folder = process.env.ATLASSIAN_SPECS;

/** Atlassian's published specifications are not part of this repository: without their folder these tests are skipped. */
export const describeContract =
  folder && existsSync(folder)
    ? describe
    : (name: string, tests: () => void) => describe.skip(`${name} (skipped: ATLASSIAN_SPECS names no folder)`, tests);

/** A sample that lies beside the specifications. */
export function readSample(name: string): unknown {
  return JSON.parse(readFileSync(join(folder ?? '', '..', 'samples', name), 'utf8'));
}

export const hasSamples = folder !== undefined && existsSync(join(folder, '..', 'samples'));

const schema = z.record(z.string(), z.unknown());
const operation = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string().optional(), in: z.string().optional() })).default([]),
  responses: z.record(z.string(), z.unknown()),
});
const specSchema = z.object({
  paths: z.record(z.string(), schema),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

export interface Contract {
  /** The methods of the path that this one is, in small letters; none if the specification does not know it. */
  methodsOf(path: string): readonly string[];
  queryOf(path: string, method: string): readonly string[];
  /** Holds an answer against the schema of its status. */
  answerOf(path: string, method: string, status: number): z.ZodType;
}

/** One specification, `user-management` or `user-provisioning`. */
export function readContract(name: string): Contract {
  const spec = specSchema.parse(JSON.parse(readFileSync(join(folder ?? '', name, 'schema.json'), 'utf8')));
  const pathOf = (path: string) => {
    const found = Object.keys(spec.paths).find((pattern) =>
      new RegExp(`^${pattern.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
    return found === undefined ? {} : (spec.paths[found] ?? {});
  };
  const operationOf = (path: string, method: string) => operation.parse(pathOf(path)[method]);
  return {
    methodsOf: (path) => Object.keys(pathOf(path)),
    queryOf: (path, method) =>
      operationOf(path, method).parameters.flatMap((each) => (each.in === 'query' && each.name ? [each.name] : [])),
    answerOf(path, method, status) {
      const answer = operationOf(path, method).responses[String(status)];
      const content = z
        .object({ content: z.object({ 'application/json': z.object({ schema }) }) })
        .parse(answer).content;
      const definitions = JSON.parse(
        JSON.stringify({ ...content['application/json'].schema, $defs: spec.components.schemas })
          .replaceAll('#/components/schemas/', '#/$defs/')
          .replaceAll('"discriminator"', '"x-discriminator"'),
      );
      return z.fromJSONSchema(definitions);
    },
  };
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { settleDelivery } from '../../lambdas/delivery/handler.ts';
import { driftRequestSchema, keysRequestSchema, parseMessage, snapshotRequestSchema } from '../../lambdas/messages.ts';

const asOf = '2026-11-23T06:00:00Z';
const perfect = { organization: 'acme', asOf };
const event = { source: 'billable-drift', 'detail-type': 'Snapshot Completed', detail: perfect };
const AN_INSTANT = 'an instant such as 2026-11-23T06:00:00Z';
const AN_ORGANIZATION = 'letters, digits and dashes, at most 64';

function sentenceOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    return String(error);
  }
  return 'it was understood';
}

const saying = (problems: string) => `Error: the payload is not what docs/invoke.md says: ${problems}.`;

describe('what is right is read', () => {
  test.each([[perfect], [{ ...perfect, dispatchedAt: '2026-11-23T06:00:01Z' }]])('snapshot: %j', (message) => {
    expect(parseMessage(snapshotRequestSchema, message)).toEqual(message);
  });

  test('drift: by hand a digest is told when it is due, unless somebody asks for it now', () => {
    expect(parseMessage(driftRequestSchema, perfect)).toEqual({ ...perfect, digest: 'due' });
    expect(parseMessage(driftRequestSchema, { ...perfect, digest: 'now' })).toEqual({ ...perfect, digest: 'now' });
  });

  test('drift: an event, whatever else EventBridge puts into it', () => {
    expect(parseMessage(driftRequestSchema, { ...event, id: '1', region: 'eu-central-1' })).toEqual(event);
  });
});

describe('snapshot says in one sentence where the payload is wrong', () => {
  test.each([
    [null, 'the whole: an object with named fields is expected, not null'],
    ['acme', 'the whole: an object with named fields is expected, not text'],
    [{ asOf }, 'organization: it is missing; text is expected'],
    [{ ...perfect, organization: 'a/b' }, `organization: ${AN_ORGANIZATION}`],
    [{ ...perfect, asOf: 'yesterday' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-11-23' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-11-23T06:00:00+01:00' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-11-23T06:00:00.000Z' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-02-30T06:00:00Z' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-11-23T24:00:00Z' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, asOf: '2026-13-99T99:99:99Z' }, `asOf: ${AN_INSTANT}`],
    [{ ...perfect, dispatchedAt: 1 }, 'dispatchedAt: text is expected, not a number'],
    [{ ...perfect, digest: 'now' }, 'the whole: there is no field "digest"; correct the name, or take it out'],
    [{ organization: '', asOf: '' }, `organization: ${AN_ORGANIZATION}; asOf: ${AN_INSTANT}`],
  ])('%j', (message, problems) => {
    expect(sentenceOf(() => parseMessage(snapshotRequestSchema, message))).toBe(saying(problems));
  });
});

describe('drift says it of what was meant, an event or a payload by hand', () => {
  test.each([
    [null, 'the whole: an object with named fields is expected, not null'],
    [{ ...event, source: 'somebody' }, 'source: "billable-drift" is expected'],
    [{ ...event, detail: { organization: 'acme', asOf: 'yesterday' } }, `detail.asOf: ${AN_INSTANT}`],
    [{ ...event, detail: {} }, expect.stringContaining('detail.organization: it is missing; text is expected')],
    [{ organization: 'a/b', asOf }, `organization: ${AN_ORGANIZATION}`],
    [{ ...perfect, digest: 'always' }, 'digest: one of "due", "now" is expected'],
  ])('%j', (message, problems) => {
    const sentence = typeof problems === 'string' ? saying(problems) : problems;
    expect(sentenceOf(() => parseMessage(driftRequestSchema, message))).toEqual(sentence);
  });
});

test('the payloads that docs/invoke.md shows are right', () => {
  const page = readFileSync('docs/invoke.md', 'utf8');
  const shown = [...page.matchAll(/invoke (Snapshot|Drift|Keys)Function .*--payload '(.+)'/g)];
  expect(shown.map(([, name]) => name)).toEqual(['Snapshot', 'Drift', 'Drift', 'Keys']);
  for (const [, name, payload = ''] of shown) {
    const message = JSON.parse(payload);
    const schemas = { Drift: driftRequestSchema, Keys: keysRequestSchema, Snapshot: snapshotRequestSchema };
    const schema = name === 'Drift' || name === 'Keys' ? schemas[name] : schemas.Snapshot;
    expect(parseMessage(schema, message)).toMatchObject(message);
  }
});

test('delivery says it of an event of SES, without the address in it', async () => {
  const detail = { eventType: 7, mail: { destination: ['ada@contoso.com'] } };
  const history = { client: Object.create(null), table: 'never asked' };
  await expect(settleDelivery({ source: 'aws.ses', detail }, new Date(0), history)).rejects.toThrow(
    saying('detail.eventType: text is expected, not a number').replace('Error: ', ''),
  );
});

test('whatever it is: understood, or one sentence that quotes no value', () => {
  const secret = 'ada@contoso.com';
  const anything = fc.anything({ values: [fc.constant(secret), fc.constant(asOf), fc.constant('acme')] });
  const near = fc.record(
    { organization: anything, asOf: anything, digest: anything, detail: anything },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(anything, near), (message) => {
      for (const schema of [snapshotRequestSchema, driftRequestSchema]) {
        const sentence = sentenceOf(() => parseMessage(schema, message));
        if (sentence === 'it was understood') continue;
        expect(sentence).toMatch(/^Error: the payload is not what docs\/invoke\.md says: .+: .+\.$/);
        expect(sentence).not.toContain(secret);
      }
    }),
  );
});

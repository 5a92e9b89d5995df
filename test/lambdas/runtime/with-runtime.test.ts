import { afterEach, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { environments, readEnvironment } from '../../../lambdas/runtime/environment.ts';
import { withRuntime } from '../../../lambdas/runtime/with-runtime.ts';

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
  jest.restoreAllMocks();
});

const context: Context = {
  awsRequestId: 'request-1',
  functionName: 'dispatch',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:dispatch:live',
  memoryLimitInMB: '256',
  logGroupName: 'logs',
  logStreamName: 'stream',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 1000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

test.each([
  ['dispatch', { HISTORY_TABLE: 't' }, /SNAPSHOT_FUNCTION/],
  ['snapshot', { HISTORY_TABLE: 't', ARCHIVE_URL: 'ftp://x', EVENT_BUS: 'b', SECRET_PREFIX: 'p' }, /ARCHIVE_URL/],
  ['drift', {}, /HISTORY_TABLE.*ARCHIVE_URL.*EVENT_BUS.*CONFIGURATION_SET.*SENDER/],
] as const)('the environment of %s names what is wrong in it', (name, env, message) => {
  expect(() => readEnvironment(environments[name], env)).toThrow(message);
});

test('the API is that of Atlassian unless another one is named', () => {
  const env = { HISTORY_TABLE: 't', ARCHIVE_URL: 's3://a', EVENT_BUS: 'b', SECRET_PREFIX: 'p' };
  expect(readEnvironment(environments.snapshot, env).ATLASSIAN_API_URL).toBe('https://api.atlassian.com');
});

test('a function is started once, with its environment, and answers each event', async () => {
  process.env.HISTORY_TABLE = 'table';
  const started = jest.fn();
  const handler = withRuntime('delivery', environments.delivery, (environment) => {
    started(environment);
    return async (event) => event;
  });
  expect(await handler({ one: 1 }, context)).toEqual({ one: 1 });
  expect(await handler({ two: 2 }, context)).toEqual({ two: 2 });
  expect(started.mock.calls).toEqual([[{ HISTORY_TABLE: 'table' }]]);
});

test('a variable that is missing fails the invocation, not the import', async () => {
  delete process.env.HISTORY_TABLE;
  const handler = withRuntime('delivery', environments.delivery, () => async () => null);
  await expect(handler({}, context)).rejects.toThrow('HISTORY_TABLE');
});

test('a line of the log has its request; a metric has no dimension but the service', async () => {
  process.env.HISTORY_TABLE = 'table';
  process.env.POWERTOOLS_DEV = 'true';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  const lines: string[] = [];
  for (const method of ['log', 'info', 'warn'] as const) {
    jest.spyOn(console, method).mockImplementation((line) => {
      lines.push(String(line));
    });
  }
  const handler = withRuntime('delivery', environments.delivery, (_, { logger, count }) => async () => {
    logger.warn('organizations overdue', { organizations: ['acme'] });
    count('OrganizationsOverdue', 3);
    return null;
  });
  await handler({ detail: { secret: 'ada@contoso.com' } }, context);
  const [log, metric] = lines.map((line) => JSON.parse(line));
  expect(log).toMatchObject({
    level: 'WARN',
    service: 'delivery',
    function_request_id: 'request-1',
    organizations: ['acme'],
  });
  expect(metric).toMatchObject({ OrganizationsOverdue: 3, service: 'billable-drift' });
  expect(metric._aws.CloudWatchMetrics[0].Dimensions).toEqual([['service']]);
  expect(lines.join()).not.toContain('ada@contoso.com');
});

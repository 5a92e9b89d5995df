/**
 * List prices of us-east-1 in US dollars, as public price lists gave them in 2026-11 (DynamoDB 2026-09, SES 2026-07). Free
 * tiers are left out where they are shared with the rest of the account, so what is computed is the most it can be.
 */
export const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.2 / 1e6,
  durableOperation: 8 / 1e6,
  durableGbWritten: 0.25,
  durableGbMonth: 0.15,
  tableWriteUnit: 0.625 / 1e6,
  tableReadUnit: 0.125 / 1e6,
  bucketPutOrList: 0.005 / 1e3,
  bucketGet: 0.0004 / 1e3,
  bucketGbMonth: 0.023,
  /** The plan that accounts get since 2026-07-21; older ones pay 0.10. */
  mail: 0.16 / 1e3,
  event: 1 / 1e6,
  secretCall: 0.05 / 1e4,
  keyCall: 0.03 / 1e4,
  logGb: 0.5,
} as const;

export const FIXED = {
  encryptionKey: 1,
  secret: 0.4,
  alarmMetric: 0.1,
  customMetric: 0.3,
  dashboard: 3,
} as const;

/** What an account has for nothing, for good. */
export const FREE = { alarmMetrics: 10, customMetrics: 10, dashboards: 3 } as const;

/** The most that the design allows. */
export const TARGETS = { fixedMonth: 3, runAt10000: 0.02 } as const;

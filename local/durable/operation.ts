import * as z from 'zod';

// The names of fields and states are those of Lambda's API: what is stored is what the SDK is told.
const instant = z.iso.datetime();

export const errorObjectSchema = z.object({
  ErrorMessage: z.string().optional(),
  ErrorType: z.string().optional(),
  ErrorData: z.string().optional(),
  StackTrace: z.array(z.string()).optional(),
});

export const operationSchema = z.object({
  Id: z.string(),
  Type: z.enum(['EXECUTION', 'STEP', 'WAIT', 'CONTEXT']),
  Status: z.enum(['STARTED', 'PENDING', 'READY', 'SUCCEEDED', 'FAILED', 'CANCELLED']),
  StartTimestamp: instant,
  EndTimestamp: instant.optional(),
  ParentId: z.string().optional(),
  Name: z.string().optional(),
  SubType: z.string().optional(),
  ExecutionDetails: z.object({ InputPayload: z.string() }).optional(),
  ContextDetails: z
    .object({
      Result: z.string().optional(),
      Error: errorObjectSchema.optional(),
      ReplayChildren: z.boolean().optional(),
    })
    .optional(),
  StepDetails: z
    .object({
      /** Attempts that have ended. */
      Attempt: z.int(),
      NextAttemptTimestamp: instant.optional(),
      Result: z.string().optional(),
      Error: errorObjectSchema.optional(),
    })
    .optional(),
  WaitDetails: z.object({ ScheduledEndTimestamp: instant }).optional(),
});

/** What a running handler reports about one operation. */
export const operationUpdateSchema = z.object({
  Id: z.string().min(1),
  Type: z.enum(['EXECUTION', 'STEP', 'WAIT', 'CONTEXT']),
  Action: z.enum(['START', 'SUCCEED', 'FAIL', 'RETRY', 'CANCEL']),
  ParentId: z.string().optional(),
  Name: z.string().optional(),
  SubType: z.string().optional(),
  Payload: z.string().optional(),
  Error: errorObjectSchema.optional(),
  ContextOptions: z.object({ ReplayChildren: z.boolean().optional() }).optional(),
  StepOptions: z.object({ NextAttemptDelaySeconds: z.number().nonnegative().optional() }).optional(),
  WaitOptions: z.object({ WaitSeconds: z.number().nonnegative().optional() }).optional(),
});

/** One durable execution, as it is kept. */
export const executionSchema = z.object({
  id: z.string(),
  arn: z.string(),
  functionName: z.string(),
  /** What the function was invoked by: an alias, a version or `$LATEST`. */
  qualifier: z.string(),
  name: z.string(),
  status: z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']),
  startedAt: instant,
  closedAt: instant.optional(),
  /** No invocation is under way: the execution waits for its earliest timer. */
  suspended: z.boolean(),
  /** Invocations in a row that ended without an answer. */
  crashes: z.int(),
  /** The first one is the execution itself. */
  operations: z.array(operationSchema),
  result: z.string().optional(),
  error: errorObjectSchema.optional(),
});

/** An invocation of an ordinary function nobody waits for, kept until it has succeeded or is a dead letter. */
export const queuedInvocationSchema = z.object({
  id: z.string(),
  functionName: z.string(),
  qualifier: z.string().optional(),
  payload: z.string(),
  attempts: z.int(),
});

export type ErrorObject = z.output<typeof errorObjectSchema>;
export type Operation = z.output<typeof operationSchema>;
export type OperationUpdate = z.output<typeof operationUpdateSchema>;
export type Execution = z.output<typeof executionSchema>;
export type QueuedInvocation = z.output<typeof queuedInvocationSchema>;

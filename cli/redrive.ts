import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type CommandContext, UsageError } from './command-context.ts';
import { aliasesOf, type DeployedStack, physicalIds, readStack } from './deployed-stack.ts';

export interface RedriveOptions {
  readonly stack: string;
  /** Sends back what waits; without it, it is only told. */
  readonly send?: boolean;
}

interface Clients {
  readonly lambda: LambdaClient;
  readonly queues: SQSClient;
}

/** A dead letter, and the alias that it was for. */
interface Letter {
  readonly queue: string;
  readonly alias: string;
  readonly body: string;
  readonly why: string;
  readonly receipt: string;
}

/**
 * `redrive [FUNCTION]`: tells what lies in the dead-letter queues of a deployment, and with `--send` hands each event to
 * the function it was for, once more. An event is taken out only after Lambda has accepted it. No event holds more than
 * its function asks the table about, so sending one late or twice tells nobody anything twice.
 */
export async function redrive(
  only: string | undefined,
  options: RedriveOptions,
  context: CommandContext,
): Promise<number> {
  const stack = await readStack(options.stack);
  const aliases = aliasesOf(stack);
  if (only !== undefined && !aliases.has(only)) {
    throw new UsageError(`${only} is no function of ${options.stack}: ${[...aliases.keys()].sort().join(', ')}.`);
  }
  const clients = { lambda: new LambdaClient(), queues: new SQSClient() };
  try {
    const count = await redriveAll(clients, stack, only, options, context);
    if (count === 0) context.print('The dead-letter queues are empty.');
    else if (!options.send) context.print('Nothing was sent. Remove the cause first, then: redrive --send');
    return count > 0 && !options.send ? 1 : 0;
  } finally {
    clients.lambda.destroy();
    clients.queues.destroy();
  }
}

async function redriveAll(
  clients: Clients,
  stack: DeployedStack,
  only: string | undefined,
  { send }: RedriveOptions,
  { print }: CommandContext,
): Promise<number> {
  const aliases = aliasesOf(stack);
  const nameOf = (alias: string) => [...aliases].find(([, known]) => known === alias)?.[0] ?? alias;
  const ofQueue = await queuesOfFunctions(clients, [...aliases.values()]);
  let count = 0;
  for (const queue of physicalIds(stack, 'AWS::SQS::Queue')) {
    for (const letter of await receiveAll(clients, queue, ofQueue.get(queue.split('/').at(-1) ?? ''))) {
      const name = nameOf(letter.alias);
      const meant = only === undefined || name === only;
      if (meant && send) await sendBack(clients, letter);
      else await putBack(clients, letter);
      if (!meant) continue;
      count += 1;
      print(`${send ? 'sent back to' : 'waits for'} ${name}: ${letter.why}`);
    }
  }
  return count;
}

/** The alias whose function gives up its events into a queue, by the queue's name. */
async function queuesOfFunctions(
  { lambda }: Clients,
  aliases: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const entries = await Promise.all(
    aliases.map(async (alias) => {
      const configuration = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: alias }));
      return [configuration.DeadLetterConfig?.TargetArn?.split(':').at(-1) ?? '', alias] as const;
    }),
  );
  return new Map(entries);
}

/** For so long a letter is hidden from others, should this process end before it puts it back. */
const HIDDEN_SECONDS = 60;

async function receiveAll({ queues }: Clients, queue: string, alias: string | undefined): Promise<readonly Letter[]> {
  const letters: Letter[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        VisibilityTimeout: HIDDEN_SECONDS,
      }),
    );
    if (Messages.length === 0) return letters;
    letters.push(...Messages.flatMap((message) => readLetter(queue, alias, message)));
  }
}

/** Lambda says why in `ErrorMessage`; EventBridge names its target, and why in `ERROR_MESSAGE`. */
function readLetter(queue: string, alias: string | undefined, message: Message): readonly Letter[] {
  const said = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const target = said('TARGET_ARN') ?? alias;
  const { Body: body, ReceiptHandle: receipt } = message;
  if (target === undefined || body === undefined || receipt === undefined) return [];
  const why = said('ErrorMessage') ?? said('ERROR_MESSAGE') ?? said('ERROR_CODE') ?? 'nobody said why it was given up';
  return [{ queue, alias: target, body, why, receipt }];
}

async function sendBack({ lambda, queues }: Clients, { queue, alias, body, receipt }: Letter): Promise<void> {
  await lambda.send(new InvokeCommand({ FunctionName: alias, InvocationType: 'Event', Payload: Buffer.from(body) }));
  await queues.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: receipt }));
}

async function putBack({ queues }: Clients, { queue, receipt }: Letter): Promise<void> {
  const visibleAgain = { QueueUrl: queue, ReceiptHandle: receipt, VisibilityTimeout: 0 };
  await queues.send(new ChangeMessageVisibilityCommand(visibleAgain));
}

import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Operation } from '../../../local/aws-json-endpoint.ts';
import { matchEventPattern } from './match-event-pattern.ts';
import { arnOf, resourcesOf, type Template } from './template.ts';

/** An event, and what became of it. */
export interface BusEvent {
  readonly bus: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  /** The aliases that it was handed to. */
  readonly targets: readonly string[];
}

const ruleSchema = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.unknown().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.literal('ENABLED'),
  Targets: z.array(z.object({ Arn: z.string() })),
});
const permissionSchema = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  /** Of a rule; a function URL has none. */
  SourceArn: z.string().optional(),
});
const destinationSchema = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z.literal(true),
    EventBridgeDestination: z.object({ EventBusArn: z.string().regex(/:event-bus\/default$/) }),
    MatchingEventTypes: z.array(z.string()),
  }),
});
const putSchema = z.object({
  Entries: z.array(
    z.object({ EventBusName: z.string(), Source: z.string(), DetailType: z.string(), Detail: z.string() }),
  ),
});

/** What SES tells of a mail that arrived: the event's type there, its name in `eventType`, and its `detail-type`. */
const OF_MAIL = [
  ['send', 'Send', 'Email Sent'],
  ['delivery', 'Delivery', 'Email Delivered'],
] as const;

/** EventBridge with the template's rules and nothing else: buses, patterns, schedules, and leave to invoke. */
export function eventBuses(template: Template, invoke: (alias: string, event: object) => Promise<unknown>) {
  const rules = resourcesOf(template, 'AWS::Events::Rule', ruleSchema);
  const leave = resourcesOf(template, 'AWS::Lambda::Permission', permissionSchema).map(({ properties }) => properties);
  const destinations = resourcesOf(template, 'AWS::SES::ConfigurationSetEventDestination', destinationSchema);
  const seen: BusEvent[] = [];

  const fire = async ({ id, properties }: (typeof rules)[number], event: object): Promise<readonly string[]> => {
    const rule = arnOf(template, id);
    const aliases = properties.Targets.map(({ Arn }) => Arn).filter((alias) =>
      leave.some(
        ({ FunctionName, Principal, SourceArn }) =>
          FunctionName === alias && Principal === 'events.amazonaws.com' && SourceArn === rule,
      ),
    );
    for (const alias of aliases) await invoke(alias, event);
    return aliases;
  };
  const put = async (bus: string, source: string, detailType: string, detail: unknown): Promise<void> => {
    const event = { version: '0', id: randomUUID(), source, 'detail-type': detailType, detail };
    const targets: string[] = [];
    for (const rule of rules) {
      const { EventBusName, EventPattern } = rule.properties;
      if (EventBusName !== bus || EventPattern === undefined || !matchEventPattern(EventPattern, event)) continue;
      targets.push(...(await fire(rule, event)));
    }
    seen.push({ bus, source, detailType, detail, targets });
  };
  const putEvents: Operation = async (input) => {
    const { Entries } = putSchema.parse(input);
    for (const { EventBusName, Source, DetailType, Detail } of Entries)
      await put(EventBusName, Source, DetailType, JSON.parse(Detail));
    return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
  };
  return {
    seen,
    put,
    putEvents,
    async fireSchedules() {
      for (const rule of rules) {
        const { ScheduleExpression } = rule.properties;
        if (ScheduleExpression === undefined) continue;
        if (ScheduleExpression !== 'rate(1 hour)') throw new Error(`${ScheduleExpression} is not known here.`);
        await fire(rule, { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} });
      }
    },
    tellOfMail(form: URLSearchParams) {
      const set = form.get('ConfigurationSetName');
      const told = destinations.find(({ properties }) => properties.ConfigurationSetName === set)?.properties
        .EventDestination;
      const tags = { 'ses:configuration-set': [set], row: [form.get('Tags.member.1.Value')] };
      for (const [type, eventType, detailType] of OF_MAIL) {
        if (told?.MatchingEventTypes.includes(type))
          void put('default', 'aws.ses', detailType, { eventType, mail: { tags } });
      }
    },
  };
}

import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventBus, type EventPattern } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  type IEmailIdentity,
} from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';

export interface MailProps {
  /** An address; it, or its domain, is verified in SES. The stack does not create the identity: a person proves it. */
  readonly sender: string;
  /** Further verified identities, addresses or domains, for organizations with a sender of their own. */
  readonly senders: readonly string[];
}

/** How mail leaves, and how it is known what became of it. */
export class Mail extends Construct {
  readonly sender: string;
  readonly configurationSetName: string;
  readonly #identities: readonly IEmailIdentity[];

  constructor(scope: Construct, id: string, { sender, senders }: MailProps) {
    super(scope, id);
    this.sender = sender;
    const [, domain = sender] = sender.split('@');
    // SES asks for the address where that is verified, else for its domain.
    this.#identities = [...new Set([sender, domain, ...senders])].map((name) =>
      EmailIdentity.fromEmailIdentityName(this, name, name),
    );
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      // The mail names people: rather none than one that travels in the clear.
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
    });
    configurationSet.addEventDestination('DefaultBus', {
      // SES writes to the default bus and to no other.
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'Bus', 'default')),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });
    this.configurationSetName = configurationSet.configurationSetName;
  }

  /** What SES tells of this program's mails, and of no other mail of the account. */
  get eventPattern(): EventPattern {
    return {
      source: ['aws.ses'],
      detailType: [
        'Email Sent',
        'Email Delivered',
        'Email Bounced',
        'Email Complaint Received',
        'Email Rejected',
        'Email Rendering Failed',
      ],
      detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } },
    };
  }

  grantSend(grantee: IGrantable): void {
    for (const identity of this.#identities) identity.grant(grantee, 'ses:SendRawEmail');
    const configurationSet = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    Grant.addToPrincipal({ grantee, actions: ['ses:SendRawEmail'], resourceArns: [configurationSet] });
  }
}

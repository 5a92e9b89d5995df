import { Stack } from 'aws-cdk-lib';
import { CfnMicrosoftTeamsChannelConfiguration, CfnSlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Chat } from './deployment-settings.ts';

export interface ChatChannelProps {
  readonly chat: Chat;
  readonly topic: ITopic;
}

/**
 * Tells a topic to a channel of Slack or Teams, by AWS's own chat service. It reads what the topic says (alarms: no name,
 * no address) and may do nothing else, whatever somebody types in the channel.
 */
export class ChatChannel extends Construct {
  constructor(scope: Construct, id: string, { chat, topic }: ChatChannelProps) {
    super(scope, id);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('chatbot.amazonaws.com') });
    const { partition, region } = Stack.of(this);
    const common = {
      // Such names are one space for all regions of an account.
      configurationName: `billable-drift-${region}`,
      iamRoleArn: role.roleArn,
      snsTopicArns: [topic.topicArn],
      // Without it, the service lets people do all that the role may, and by default everything.
      guardrailPolicies: [`arn:${partition}:iam::aws:policy/AWSDenyAll`],
    };
    if ('slack' in chat) {
      const { workspaceId: slackWorkspaceId, channelId: slackChannelId } = chat.slack;
      new CfnSlackChannelConfiguration(this, 'Slack', { ...common, slackWorkspaceId, slackChannelId });
    } else {
      const { tenantId: teamsTenantId, teamId, channelId: teamsChannelId } = chat.teams;
      new CfnMicrosoftTeamsChannelConfiguration(this, 'Teams', { ...common, teamsTenantId, teamId, teamsChannelId });
    }
  }
}

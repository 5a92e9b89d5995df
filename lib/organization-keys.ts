import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** What a key is for; the same as core/keys.ts, which this room does not import. */
export type KeyKind = 'org' | 'remediation' | 'scim' | 'jira' | 'idp';

const OF_DIRECTORY: readonly KeyKind[] = ['scim', 'idp'];

/**
 * The organizations' keys, secrets named `billable-drift/<organization>/<kind>`, and `-<directory>` where there is one for
 * each. They are put there by a person, never by the template: it stays the same for one organization or a thousand, and no
 * key passes through CloudFormation.
 */
export class OrganizationKeys extends Construct {
  readonly prefix = 'billable-drift';

  grantRead(grantee: IGrantable, ...kinds: readonly KeyKind[]): void {
    const resourceArns = kinds.map((kind) => this.#arnOf(kind));
    Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns });
  }

  // Secrets Manager ends every ARN with a dash and six characters of its own.
  #arnOf(kind: KeyKind): string {
    return Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.prefix}/*/${kind}${OF_DIRECTORY.includes(kind) ? '-*' : ''}-??????`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

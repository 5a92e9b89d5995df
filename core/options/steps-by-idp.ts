import type { DirectorySettings } from '../settings.ts';
import type { OptionSubject, Step } from './option.ts';
import { directoriesOf } from './rules.ts';

type IdpKind = DirectorySettings['idp'];

interface IdpWords {
  readonly name: string;
  readonly outOfScope: string;
  readonly pause: string;
  readonly resume: string;
  readonly syncOne: string;
}

/** How one identity provider is told to leave somebody out, to stop, to go on, and to sync one person. */
export const IDP_WORDS: Readonly<Record<IdpKind, IdpWords>> = {
  entra: {
    name: 'Microsoft Entra ID',
    outOfScope:
      'Entra: remove the person from the groups assigned to the Atlassian enterprise application, or add a scoping filter.',
    pause: 'Entra: pause the provisioning job (Graph synchronization jobs, pause); its state is kept.',
    resume: 'Entra: start the provisioning job once; never start it again while it runs.',
    syncOne: 'Entra: provision on demand, at most 5 people in 10 seconds.',
  },
  okta: {
    name: 'Okta',
    outOfScope: 'Okta: unassign the person, or the group, from the Atlassian Cloud application.',
    pause:
      'Okta: switch provisioning off in the Admin Console (Applications > Atlassian Cloud > Provisioning); there is no API for it.',
    resume: 'Okta: switch provisioning on again in the Admin Console.',
    syncOne: 'Okta: unassign the person from the application and assign again.',
  },
  google: {
    name: 'Google Workspace',
    outOfScope: 'Google: take the person out of the groups that are synced.',
    pause:
      'Google: switch the sync off in admin.atlassian.com, or autoprovisioning off in the Google Admin console; a sync that runs cannot be stopped.',
    resume: 'Google: switch it on again; the built-in connector syncs every 4 hours, or by "Sync now".',
    syncOne: 'Google: "Sync now" in admin.atlassian.com; it syncs everybody.',
  },
  onelogin: {
    name: 'OneLogin',
    outOfScope: 'OneLogin: remove the application from the person, or from the role that grants it.',
    pause: 'OneLogin: switch provisioning off in the Atlassian application.',
    resume: 'OneLogin: switch provisioning on again.',
    syncOne: 'OneLogin: remove the application from the person and grant it again.',
  },
  other: {
    name: 'the identity provider',
    outOfScope: 'Identity provider: take the person out of the scope of the Atlassian application.',
    pause: 'Identity provider: stop provisioning to the Atlassian application.',
    resume: 'Identity provider: start provisioning again.',
    syncOne: 'Identity provider: unassign the person from the Atlassian application and assign again.',
  },
};

/** The identity providers that hold an account, each once; `other` where none is named. */
export function idpKindsOf(subject: OptionSubject): readonly IdpKind[] {
  const kinds = [...new Set(directoriesOf(subject).map(({ idp }) => idp))];
  return kinds.length > 0 ? kinds : ['other'];
}

/** Out of the sync without being deactivated: the link is cut before the person leaves the application's scope. */
export function unlinkFirst(subject: OptionSubject): readonly Step[] {
  const outOfScope = idpKindsOf(subject).map(
    (kind): Step => ({
      who: 'identity provider admin',
      text: IDP_WORDS[kind].outOfScope,
    }),
  );
  return [
    { who: 'organization admin', text: 'Keep a list: account, SCIM links, policy. Choose one account to go first.' },
    {
      who: 'organization admin',
      text: 'Unlink that account, directory by directory (PATCH …/scimDirectoryId/{directory}/scimUserId/{id}/unlink, organization key). Do not use the SCIM DELETE: it deactivates.',
    },
    {
      who: 'organization admin',
      text: 'Ask again what may be changed (GET /users/{id}/manage): it must not name an external directory any more.',
    },
    ...outOfScope,
    {
      who: 'organization admin',
      text: 'Wait for one sync. The account must still be active and without a link; if not, stop here. Then the rest, in the same order.',
    },
  ];
}

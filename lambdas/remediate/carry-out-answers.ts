import { toInstant } from '../../core/account.ts';
import { type AnswerId, exclusionOf, followsOf, type HolderAnswer, keptUntil } from '../../core/cases/answers.ts';
import { civilDay } from '../../core/civil-day.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { renderNotMe } from '../../render/ask/render-ask.ts';
import { sha256 } from '../clients/archive-rows.ts';
import { appendOnce, listEvents } from '../clients/history/cases.ts';
import { putExclusion, readExclusion } from '../clients/history/exclusions.ts';
import { getMail, mailRowKey } from '../clients/history/outbox.ts';
import { addressesOf, queueMail } from '../clients/outbox/queue-mail.ts';
import { sendMail } from '../clients/outbox/send-mail.ts';
import { loadRates } from '../load-rates.ts';
import type { CaseName, RemediateDependencies } from './dependencies.ts';

/**
 * Does what follows from each answer, once: an exclusion where the holder needs the account, a mail to the admins where
 * they never signed up; then the case notes the answer. Returns the answers that were noted.
 */
export async function carryOutAnswers(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  given: readonly HolderAnswer[],
): Promise<ReadonlyMap<string, AnswerId>> {
  const { history } = dependencies;
  const events = await listEvents(history, name);
  const noted = new Map(
    events.flatMap((event) => (event.kind === 'answered' ? [[event.accountId, event.answer] as const] : [])),
  );
  for (const answer of given) {
    const { accountId } = answer;
    if (noted.has(accountId)) continue;
    await keepOrTell(dependencies, name, settings, answer);
    const { at, by } = answer;
    await appendOnce(history, name, {
      ...{ kind: 'answered', at, by, key: `answered ${accountId}`, accountId },
      answer: answer.answer,
    });
    noted.set(accountId, answer.answer);
  }
  return noted;
}

async function keepOrTell(
  dependencies: RemediateDependencies,
  name: CaseName,
  settings: OrganizationSettings,
  answer: HolderAnswer,
): Promise<void> {
  const { history, now } = dependencies;
  const { accountId } = answer;
  switch (followsOf(answer.answer)) {
    case 'leaves':
      return;
    case 'hint':
      return tellAdmins(dependencies, name, settings, answer);
    case 'keeps': {
      const today = civilDay(now().toISOString(), settings.timeZone);
      // What an admin has decided stands.
      if ((await readExclusion(history, name.organization, accountId, today)) !== null) return;
      const until = keptUntil((await loadRates(history, settings))?.contract ?? null, today);
      const exclusion = exclusionOf(answer, name, today, until);
      if (exclusion) await putExclusion(history, name.organization, exclusion);
    }
  }
}

/** One mail to each admin. What cannot be sent stays in the outbox and is counted; the case itself tells it too. */
async function tellAdmins(
  dependencies: RemediateDependencies,
  { organization, id }: CaseName,
  settings: OrganizationSettings,
  { accountId, at }: HolderAnswer,
): Promise<void> {
  const { history, count } = dependencies;
  const rendered = renderNotMe({ organizationName: settings.name, caseId: id, accountId });
  for (const admin of addressesOf(settings).filter(({ audience }) => audience === 'admins')) {
    const to = { ...admin, hash: sha256(`${admin.hash} ${id} ${accountId}`).slice(0, 16) };
    await queueMail(dependencies, { settings, kind: 'not-me', asOf: toInstant(new Date(at)), to, rendered });
    const mail = await getMail(history, mailRowKey(organization, 'not-me', at, to.hash));
    const delivery = mail && (await sendMail(dependencies, mail, settings, to.address));
    if (delivery?.state === 'failed') count('MailsFailed', 1);
    if (delivery?.state === 'unsure') count('MailsUnsure', 1);
  }
}

import { civilDay } from '../core/civil-day.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { Archive } from '../lambdas/clients/archive.ts';
import { putPeople } from '../lambdas/clients/people-file.ts';
import { fileTime } from './as-of.ts';
import { readPeopleFile } from './csv/read-people-file.ts';

/** Takes in a people file, as of the day it was last changed; it stays until another one takes its place. Returns a remark. */
export async function takePeople(
  archive: Archive,
  { id, timeZone }: OrganizationSettings,
  file: string,
): Promise<string> {
  const written = await fileTime(file);
  if (written === null) throw new Error(`there is no file ${file}.`);
  const people = await readPeopleFile(file, civilDay(written, timeZone));
  await putPeople(archive, id, people);
  const left = people.people.filter(({ state }) => state === 'left').length;
  const unread = people.unreadableRows.length;
  const rows =
    unread > 0 ? ` ${unread} rows not readable (data rows ${people.unreadableRows.slice(0, 5).join(', ')}).` : '';
  const contradictory = people.people.filter(({ state }) => state === 'contradictory').length;
  const doubts = contradictory > 0 ? ` Of ${contradictory} it says two things; nothing is concluded of them.` : '';
  return `${people.source} of ${people.asOf}: ${people.people.length} people, ${left} have left.${rows}${doubts} Kept until another file takes its place.`;
}

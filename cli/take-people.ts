import { civilDay } from '../core/civil-day.ts';
import { counted } from '../core/counted.ts';
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
    unread > 0
      ? ` ${counted(unread, 'row')} not readable (data rows ${people.unreadableRows.slice(0, 5).join(', ')}).`
      : '';
  const contradictory = people.people.filter(({ state }) => state === 'contradictory').length;
  const doubts = contradictory > 0 ? ` Of ${contradictory} it says two things; nothing is concluded of them.` : '';
  return `${people.source} of ${people.asOf}: ${counted(people.people.length, 'person', 'people')}, of whom ${left} left.${rows}${doubts} Kept until another file takes its place.`;
}

import { type PeopleSource, peopleSourceSchema } from '../../core/people.ts';
import type { Archive } from './archive.ts';
import { peopleKey } from './archive-keys.ts';

/** Keeps who works here and who has left, until the next file replaces it. */
export async function putPeople(archive: Archive, organization: string, people: PeopleSource): Promise<void> {
  await archive.put(peopleKey(organization), Buffer.from(`${JSON.stringify(people)}\n`));
}

/** Null if nobody has ever given a people file. */
export async function getPeople(archive: Archive, organization: string): Promise<PeopleSource | null> {
  const body = await archive.get(peopleKey(organization));
  return body ? peopleSourceSchema.parse(JSON.parse(body.toString())) : null;
}

import { basename } from 'node:path';
import { counted } from '../../core/counted.ts';
import { type PeopleSource, readPeople } from '../../core/people.ts';
import { readRows } from './read-rows.ts';

/**
 * Reads an HR export: who works here and who has left, as of a day.
 *
 * @throws Error in one sentence
 */
export async function readPeopleFile(file: string, asOf: string): Promise<PeopleSource> {
  const rows: Readonly<Record<string, string>>[] = [];
  let header: readonly string[] | null = null;
  let unsplit = 0;
  const onBad = () => {
    unsplit += 1;
  };
  for await (const { row } of readRows(file, onBad)) {
    if (header) rows.push(Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
    else header = row;
  }
  const reading = readPeople(rows, { source: basename(file), asOf });
  if (!reading.readable) throw new Error(reading.why);
  if (unsplit > 0)
    throw new Error(`${file}: ${counted(unsplit, 'row')} not split into cells; mend this, so that nobody is missed.`);
  return reading.people;
}

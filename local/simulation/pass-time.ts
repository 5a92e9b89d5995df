import { WEEKS } from './weeks.ts';
import { firstDay, type World, type WorldOptions } from './world.ts';

/** The organization on a day, from its first day on: always the same for the same options. */
export function worldOn(day: number, options: WorldOptions): World {
  const world = firstDay(options);
  for (world.day = 1; world.day <= day; world.day += 1) {
    const week = Math.ceil(world.day / 7);
    const dayOfWeek = world.day - (week - 1) * 7;
    for (const event of WEEKS) event(world, week, dayOfWeek);
  }
  world.day = day;
  return world;
}

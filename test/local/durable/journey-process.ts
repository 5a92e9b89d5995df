import { appendFileSync } from 'node:fs';
import { DURABLE, startService } from './durable-service.ts';
import { journey } from './journey.ts';

/** Travels in a process of its own, which dies at the given checkpoint: node journey-process.ts <folder> <checkpoint>. */
const [folder = '', checkpoint = ''] = process.argv.slice(2);

const service = await startService({
  folder,
  onCheckpoint: ({ count }) => count === Number(checkpoint) && process.kill(process.pid, 'SIGKILL'),
});
service.register(
  'journey',
  journey((step) => appendFileSync(`${folder}.ran`, `${step}\n`)),
  DURABLE,
);
if (service.executions().length === 0) await service.invoke('journey:live', { start: 1 }, { type: 'Event' });
await service.settled();
await service.close();

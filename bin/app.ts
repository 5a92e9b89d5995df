import { App } from 'aws-cdk-lib';
import { BillableDriftStack } from '../lib/billable-drift-stack.ts';
import { loadDeployment } from '../lib/deployment-settings.ts';

const app = new App();
const file = String(app.node.tryGetContext('config') ?? 'billable-drift.json');
const reading = loadDeployment(file);

if (reading.valid) {
  new BillableDriftStack(app, 'BillableDrift', { deployment: reading.deployment });
} else {
  process.stderr.write(`${file}: ${reading.problems.join('; ')}.\n`);
  process.exitCode = 1;
}

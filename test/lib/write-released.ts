import { readFileSync, writeFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { keptResources, RELEASED } from './released.ts';
import { createStack } from './stack.ts';

/** With each release: keeps what the next one must not take away. */
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync('package.json', 'utf8')));
const resources = keptResources(Template.fromStack(createStack()));
writeFileSync(RELEASED, `${JSON.stringify({ version, resources }, null, 2)}\n`);

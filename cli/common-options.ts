import { Option } from 'commander';

export const STATE_FOLDER = '.billable-drift';

export const organization = () => new Option('--organization <id>', 'the organization');
export const config = () =>
  new Option('--config <file>', 'the settings file (default: billable-drift.json, if it is here)');
export const state = () => new Option('--state <folder>', 'where the stores are').default(STATE_FOLDER);
export const table = () =>
  new Option('--table <name>', 'the table of a deployment, with the AWS credentials of this shell');
export const json = () => new Option('--json', 'one JSON document on stdout and nothing else there');

#!/usr/bin/env node
const [major] = process.versions.node.split('.');

if (Number(major) < 24) {
  process.stderr.write(`billable-drift needs Node.js 24 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  const [{ main, sentenceOf }, { processContext }] = await Promise.all([
    import('../cli/main.ts'),
    import('../cli/process-context.ts'),
  ]);
  const context = processContext();
  // dynalite fails outside of any call when its disk is full.
  process.on('uncaughtException', (error) => {
    context.complain(sentenceOf(error));
    process.exit(1);
  });
  process.exitCode = await main(process.argv.slice(2), context);
}

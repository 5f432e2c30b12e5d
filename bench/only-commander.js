// What `mailspec --help` must not be much slower than: commander, as many commands and options, nothing else.
import { Command } from 'commander';

const program = new Command('only-commander').description('Commands that do nothing').version('0.0.0');
for (const [name, options] of [
  ['certify', 16],
  ['replay', 10],
  ['vectors', 0],
  ['list', 3],
  ['report', 5],
  ['serve', 5],
]) {
  const command = program.command(name).description(`${options} options`).argument('[word...]');
  for (let n = 0; n < options; n++) command.option(`--option-${n} <value>`, 'an option');
  command.action(() => undefined);
}
await program.parseAsync();

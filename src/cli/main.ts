#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MailspecError } from '../model/errors.js';
import { packageRoot } from '../model/package-root.js';
import type { CertifyFlags } from './flags.js';

// Commands are loaded when they run, so that --help costs no more than commander itself.

const { version } = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
  version: string;
};
/** Aborted by the first Ctrl-C or SIGTERM: whatever runs then ends in order and leaves its reports. */
const interrupt = new AbortController();
let exitCode = 0;

const program = new Command('mailspec')
  .description('Conformance tests for how POP3 programs authenticate (RFC 1939, 1734, 2195)')
  .version(version)
  .exitOverride()
  .showHelpAfterError('(mailspec --help shows the commands)');

withTargetOptions(
  program
    .command('certify')
    .summary('run the suites against a server')
    .description(
      'Runs the suites against a server.\n\nA target is `reference`, an address such as pop3://127.0.0.1:110 or pop3s://host:995, the name of a folder in targets/, or a profile file. Every other word selects cases: an id, the beginning of one (rfc1939/7), or with * for any text.',
    )
    .argument('<target-or-pattern...>', 'targets, then cases to select'),
)
  .option('--slow', 'run the cases that wait for minutes, too')
  .option('--exhaustive', 'play every value of every case, also where refusals are slow')
  .option('--report <list>', 'tap=FILE,junit=FILE,json=FILE')
  .addOption(
    new Option('--level <level>', 'judge rules of this weight and above (all without it)').choices([
      'fail',
      'warn',
      'info',
    ]),
  )
  .option('--strict', 'a warning or a flaky result is a failure')
  .option('--baseline <file>', 'known deviations, each with its reason (YAML)')
  .option('--shard <i/n>', 'run the i-th of n parts')
  .option('--trace <dir>', 'write what passed on the wire, one file a case')
  .action(async (words: string[], flags: CertifyFlags) => {
    const { runCertify } = await import('./certify.js');
    exitCode = await runCertify(words, flags, { version, signal: interrupt.signal });
  });

withTargetOptions(
  program
    .command('replay')
    .summary('run one case again and show the wire')
    .description('Runs one case, or the cases of one transcript file, and shows every octet of it.')
    .argument('<case-id or file.transcript>')
    .argument('<target...>'),
).action(async (what: string, target: string[], flags: CertifyFlags) => {
  const { runReplay } = await import('./replay.js');
  exitCode = await runReplay(what, target, flags, { version, signal: interrupt.signal });
});

program
  .command('vectors')
  .description('prove the digests and mechanisms against the known answers in vectors/')
  .action(async () => {
    const { runVectors } = await import('./vectors.js');
    exitCode = await runVectors(process.stdout);
  });

program
  .command('list')
  .description('what there is to run')
  .argument('[case-pattern...]')
  .option('--json', 'as JSON')
  .option('--requirements', 'every requirement and the cases that cite it')
  .option('--faults', 'the planted faults of the reference server and the cases that catch them')
  .action(async (patterns: string[], flags: { json?: true; requirements?: true; faults?: true }) => {
    const { runList } = await import('./list.js');
    exitCode = await runList(patterns, flags, process.stdout);
  });

program
  .command('report')
  .description('read TAP reports back: merge shards, compare targets, write other formats')
  .argument('<file.tap...>')
  .option('--tap <file>', 'write the merged TAP')
  .option('--junit <file>', 'write JUnit XML')
  .option('--json <file>', 'write JSON')
  .option('--strict', 'a warning or a flaky result is a failure')
  .addOption(
    new Option('--level <level>', 'show findings of this weight and above')
      .choices(['fail', 'warn', 'info'])
      .default('warn'),
  )
  .action(
    async (
      files: string[],
      flags: { tap?: string; junit?: string; json?: string; strict?: true; level: 'fail' | 'warn' | 'info' },
    ) => {
      const { runReport } = await import('./report.js');
      const { pageOf } = await import('./page.js');
      exitCode = await runReport(files, flags, {
        page: pageOf(process.stdout),
        version,
        write: (text) => process.stdout.write(text),
      });
    },
  );

program
  .command('serve')
  .description('run the embedded reference server, to try clients by hand')
  .option('--fault <name...>', 'with these planted faults (mailspec list --faults)')
  .option('--pop3 <port>', 'port of POP3; any free one without it', port)
  .option('--pop3s <port>', 'port of POP3 under TLS; any free one without it', port)
  .option('--tls-only', 'refuse clear text without TLS')
  .option('--mail <octets...>', 'put a message of so many octets into every maildrop', octets)
  .action(
    async (flags: { fault?: string[]; pop3?: number; pop3s?: number; tlsOnly?: true; mail?: number[] }) => {
      const { runServe } = await import('./serve.js');
      await runServe(flags, process.stdout, interrupt.signal);
    },
  );

function withTargetOptions(command: Command): Command {
  return command
    .option('--accounts <file>', 'accounts of the target: user, one tab, secret per line')
    .option('--jobs <n>', 'cases at once; never more than accounts', whole)
    .addOption(
      new Option('--timeout <time>', 'for answers without a credential')
        .argParser(duration)
        .default(5000, '5s'),
    )
    .addOption(
      new Option('--auth-timeout <time>', 'for answers to a credential: servers delay refusals on purpose')
        .argParser(duration)
        .default(30_000, '30s'),
    )
    .option('--max-bad-logins <n>', 'skip cases that need more wrong logins than these', whole)
    .option('--allow-mail-loss', 'delete mail that was in a maildrop before')
    .option('--show-secrets', 'do not hide secrets in reports')
    .option('--seed <text>', 'makes generated values repeatable');
}

function duration(text: string): number {
  const [, amount, unit] = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m)?$/.exec(text) ?? [];
  if (amount === undefined)
    throw new MailspecError('E_USAGE', `${text} is no time`, { hint: 'for example 500ms, 5s, 2m' });
  return Number(amount) * (unit === 'ms' ? 1 : unit === 'm' ? 60_000 : 1000);
}

function whole(text: string): number {
  if (!/^[1-9][0-9]*$/.test(text)) throw new MailspecError('E_USAGE', `${text} is no number above 0`);
  return Number(text);
}

function port(text: string): number {
  const number = Number(text);
  if (!/^[0-9]+$/.test(text) || number > 65535) throw new MailspecError('E_USAGE', `${text} is no port`);
  return number;
}

function octets(text: string, earlier: number[] = []): number[] {
  return [...earlier, whole(text)];
}

/** Usage and everything that could not be run is 2; a fault of the harness is 3. */
function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof MailspecError && error.code !== 'E_INTERNAL') {
    const where = error.where === undefined ? '' : `\n  at   ${error.where}`;
    const hint = error.hint === undefined ? '' : `\n  hint ${error.hint}`;
    process.stderr.write(`mailspec: ${error.code}: ${error.message}${where}${hint}\n`);
    return ['E_SUITE', 'E_VECTORS'].includes(error.code) ? 3 : 2;
  }
  process.stderr.write(
    `mailspec: E_INTERNAL: the harness failed\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return 3;
}

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // The second one means it: a person who insists is obeyed.
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort();
  });
}
// A reader that goes away, as `| head` does, is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  exitCode = failed(error);
}
process.exitCode = exitCode;

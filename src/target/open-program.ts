import { join } from 'node:path';
import { Deadline } from '../model/deadline.js';
import { MailspecError } from '../model/errors.js';
import { escape } from '../model/escape.js';
import { readAccountsFile } from './accounts.js';
import { askVersion } from './ask-version.js';
import { tcpEndpoint } from './endpoint.js';
import { fill, placeholdersIn } from './fill.js';
import { realFolder } from './find-target.js';
import { freePorts } from './free-ports.js';
import { awaitGreeting } from './greeting.js';
import { checkCanStart } from './installed.js';
import { mailRoute } from './mail-route.js';
import { prepareFolder } from './prepare.js';
import { type Profile, servicesOf } from './profile.js';
import { OUTPUT_LIMIT, type Program, startProgram } from './program.js';
import { Tail } from './tail.js';
import type { Account, Endpoint, Target } from './target.js';
import { makeWorkFolder, removeWorkFolder } from './work-folder.js';

/**
 * The target of a profile: started in a work folder of its own when the profile says how, else only addressed.
 * @param given accounts to make there instead of the profile's own
 */
export async function openProgram(profile: Profile, given: readonly Account[] | null): Promise<Target> {
  checkCanStart(profile);
  const accounts = given ?? (await ownAccounts(profile));
  const dir = await makeWorkFolder(profile.name);
  try {
    return await openIn(dir, profile, accounts);
  } catch (cause) {
    await removeWorkFolder(dir);
    throw cause;
  }
}

async function openIn(dir: string, profile: Profile, accounts: readonly Account[]): Promise<Target> {
  const values = await valuesFor(profile, dir);
  await prepareFolder(profile, dir, values, accounts);
  const endpoints = endpointsOf(profile, values);
  const version =
    profile.version === undefined ? '' : await askVersion(profile.version.map((word) => fill(word, values)));
  const mail = mailRoute(profile, values);
  // Some servers refuse a right login when the maildrop does not exist yet.
  for (const account of accounts) await mail?.deliver(account, []);
  const output = new Tail(OUTPUT_LIMIT);
  const launch = () => launchProgram(profile, values, endpoints, output);
  let running: Program | null = await launch();

  return {
    name: profile.name,
    version,
    endpoints,
    accounts,
    jobs: Math.max(1, Math.min(profile.jobs, accounts.length)),
    mail,
    offers: profile.offers,
    refusesClearText: profile['refuses-clear-text'],
    baseline: profile.baseline,
    restart:
      profile.start === undefined
        ? null
        : async () => {
            await running?.stop();
            running = await launch();
          },
    ended: () => running?.ended() ?? null,
    output: () => output.octets(),
    stop: async () => {
      await running?.stop();
      await removeWorkFolder(dir);
    },
  };
}

/** Starts the program and waits until every endpoint greets; null when the profile starts nothing. */
async function launchProgram(
  profile: Profile,
  values: ReadonlyMap<string, string>,
  endpoints: readonly Endpoint[],
  output: Tail,
): Promise<Program | null> {
  const { start, stop } = profile;
  if (start === undefined) return null;
  const env = Object.entries(start.env).map(([name, value]) => [name, fill(value, values)] as const);
  const program = startProgram(
    {
      argv: start.argv.map((word) => fill(word, values)),
      env: Object.fromEntries(env),
      cwd: fill(start.cwd, values),
      stopSignal: stop.signal,
      grace: stop.grace,
    },
    output,
  );
  const deadline = Deadline.in(start['ready-within']);
  for (const endpoint of endpoints) {
    const failure = await awaitGreeting(endpoint, deadline, () => program.ended() !== null);
    if (failure === null) continue;
    const how = program.ended() ?? `not ready after ${String(start['ready-within'] / 1000)} s (${failure})`;
    await program.stop();
    const printed = escape(output.octets()).replaceAll('\\n', '\n').trim();
    throw new MailspecError('E_TARGET_START', `${profile.name} did not start: ${how}\n${printed}`, {
      where: profile.file,
    });
  }
  return program;
}

async function ownAccounts(profile: Profile): Promise<readonly Account[]> {
  if (profile.accounts === undefined) return [];
  const { accounts } = await readAccountsFile(join(profile.folder, profile.accounts.file));
  const without = new Set(profile.accounts.without);
  return accounts.filter(({ user }) => !without.has(user.toString('utf8')));
}

async function valuesFor(profile: Profile, dir: string): Promise<Map<string, string>> {
  const values = new Map([
    ['dir', dir],
    ['here', profile.folder],
    ['real', realFolder()],
    ['node', process.execPath],
  ]);
  const wanted = new Set(servicesOf(profile).flatMap(({ address }) => placeholdersIn(address)));
  const names = [...wanted].filter((name) => name.startsWith('port:'));
  const ports = await freePorts(names.length);
  names.forEach((name, index) => values.set(name, String(ports[index])));
  return values;
}

function endpointsOf(profile: Profile, values: ReadonlyMap<string, string>): Endpoint[] {
  return servicesOf(profile).map(({ service, address }) => {
    const filled = fill(address, values);
    const colon = filled.lastIndexOf(':');
    const host = filled.slice(0, colon).replace(/^\[|\]$/g, '');
    const protocol = service.startsWith('pop3') ? 'pop3' : 'imap';
    return tcpEndpoint(protocol, service.endsWith('s'), host, Number(filled.slice(colon + 1)));
  });
}

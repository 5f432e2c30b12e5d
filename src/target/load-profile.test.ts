import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../model/package-root.js';
import { loadProfile, parseProfile } from './load-profile.js';

function complaint(source: string): string {
  try {
    parseProfile(source, 'p.yaml');
  } catch (error) {
    return error instanceof Error ? error.message : 'no error';
  }
  return 'accepted';
}

describe('a profile', () => {
  it('has defaults for all but the endpoints', () => {
    const profile = parseProfile('endpoints: { pop3: "127.0.0.1:1110" }', 'p.yaml');
    expect(profile.jobs).toBe(1);
    expect(profile.stop).toEqual({ signal: 'SIGTERM', grace: 5000 });
    expect(profile.start).toBeUndefined();
  });

  it('turns durations into milliseconds', () => {
    const source = 'endpoints: {pop3: "h:1"}\nstart: {argv: [x], ready-within: 3s}\nstop: {grace: 250ms}';
    const profile = parseProfile(source, 'p.yaml');
    expect([profile.start?.['ready-within'], profile.stop.grace]).toEqual([3000, 250]);
  });

  it.each([
    [
      'an unknown key',
      'endpoints:\n  pop3: "h:1"\n  pop4: "h:2"\n',
      'p.yaml:3: endpoints.pop4: no such key; allowed: pop3, pop3s, imap, imaps',
    ],
    [
      'no endpoint',
      'jobs: 2\nendpoints: {}',
      'p.yaml:2: endpoints: at least one is needed; allowed: pop3, pop3s, imap, imaps',
    ],
    ['a missing key', '\nabout: x', 'p.yaml:1: endpoints: is missing; allowed: pop3, pop3s, imap, imaps'],
    [
      'an address without a port',
      'endpoints:\n  pop3: here',
      'p.yaml:2: endpoints.pop3: is none of what is allowed; allowed: host:port, or',
    ],
    [
      'a wrong signal',
      'endpoints: {pop3: "h:1"}\nstop:\n  signal: SIGFOO',
      'p.yaml:3: stop.signal: is none of what is allowed; allowed: SIGTERM, SIGINT, SIGQUIT, SIGHUP',
    ],
    ['a wrong duration', 'endpoints: {pop3: "h:1"}\nstop:\n  grace: 5', 'p.yaml:3: stop.grace: '],
    ['too many jobs', 'endpoints: {pop3: "h:1"}\njobs: 1000', 'p.yaml:2: jobs: '],
    [
      'an unknown placeholder',
      'endpoints: {pop3: "h:1"}\nstart:\n  argv:\n    - cat\n    - "{dri}"',
      'p.yaml:5: start.argv.1: {dri} is no placeholder; allowed: {dir} ',
    ],
    [
      'two mail routes',
      'endpoints: {pop3: "h:1"}\nmail: {mbox: a, maildir: b}',
      'p.yaml:2: mail: exactly one is needed; allowed: maildir, mbox, command',
    ],
    [
      'a port of no endpoint',
      'endpoints: {pop3: "h:{port:pop3}"}\nstart: {argv: [x, "{port:imap}"]}',
      '{port:imap} is not the port of an endpoint; allowed: {port:pop3}',
    ],
    ['broken YAML', 'endpoints: [', 'Flow sequence in block collection'],
  ])('refuses %s', (_, source, expected) => {
    expect(complaint(source)).toContain(expected);
  });

  it('names every mistake at once, and what is allowed', () => {
    const message = complaint('endpoints: {pop3: "h:1"}\njobs: many\nstop: {signal: 9, grace: soon}');
    expect(message.split('\n')).toEqual([
      'p.yaml:2: jobs: expected number, received string; allowed: a whole number, 1 to 64',
      'p.yaml:3: stop.signal: is none of what is allowed; allowed: SIGTERM, SIGINT, SIGQUIT, SIGHUP',
      'p.yaml:3: stop.grace: is none of what is allowed; allowed: a duration: 500ms, 10s',
    ]);
  });

  it('gives the code E_PROFILE and the place', async () => {
    await expect(loadProfile('/nowhere/profile.yaml')).rejects.toMatchObject({ code: 'E_PROFILE' });
  });
});

describe('the profiles that come along', () => {
  const names = readdirSync(join(packageRoot(), 'targets'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

  it.each(names)('%s is valid and says how it is installed', async (name) => {
    const profile = await loadProfile(join(packageRoot(), 'targets', name, 'profile.yaml'));
    expect(profile.name).toBe(name);
    expect(profile.install).not.toBe('');
    expect(profile.installed.length).toBeGreaterThan(0);
  });

  it('hand the baseline beside them to who parses it', async () => {
    const seen: string[] = [];
    const folder = join(packageRoot(), 'targets', names[0] ?? '');
    await loadProfile(join(folder, 'profile.yaml'), {
      parseBaseline: (_, file) => {
        seen.push(file);
        return [];
      },
    });
    const beside = readdirSync(folder).includes('baseline.yaml');
    expect(seen).toEqual(beside ? [join(folder, 'baseline.yaml')] : []);
  });
});

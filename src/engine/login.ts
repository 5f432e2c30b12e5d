import type { Deadline } from '../model/deadline.js';
import { escape } from '../model/escape.js';
import { indicator, responseCode } from '../pop3/reply.js';
import { apopDigest } from '../sasl/apop.js';
import { decodeBase64, encodeBase64 } from '../sasl/base64.js';
import { startMechanism } from '../sasl/mechanism.js';
import type { Account } from '../target/target.js';
import type { LoginMethod } from './offers.js';
import type { Group, Pop3Session } from './pop3-session.js';

export type LoginOutcome =
  | { readonly ok: true }
  /** Refused; `code` is the response code if there was one. */
  | { readonly ok: false; readonly refused: true; readonly problem: string; readonly code: string | null }
  /** Closed, silent, or an exchange that makes no sense. */
  | { readonly ok: false; readonly refused: false; readonly problem: string };

type Observe = (group: Group) => void;

/** Logs in on a session that has read its greeting. Never throws for what a peer does. */
export async function logIn(
  session: Pop3Session,
  method: LoginMethod,
  account: Account,
  greeting: Buffer,
  deadline: Deadline,
  observe: Observe,
): Promise<LoginOutcome> {
  const ask = async (line: Buffer | string): Promise<Group> => {
    session.send(Buffer.concat([Buffer.from(line), Buffer.from('\r\n')]));
    const group = await session.readGroup(deadline);
    observe(group);
    return group;
  };
  switch (method.kind) {
    case 'user': {
      const user = verdict(await ask(join('USER ', account.user)), 'USER');
      return user.ok ? verdict(await ask(join('PASS ', account.secret)), 'PASS') : user;
    }
    case 'apop': {
      const timestamp = timestampOf(greeting);
      if (timestamp === null) return broken('the greeting holds no timestamp');
      const digest = apopDigest(timestamp, account.secret);
      return verdict(await ask(join('APOP ', account.user, ` ${digest}`)), 'APOP');
    }
    case 'auth':
      return authenticate(method.mechanism, account, ask);
  }
}

async function authenticate(
  mechanism: string,
  account: Account,
  ask: (line: Buffer | string) => Promise<Group>,
): Promise<LoginOutcome> {
  const exchange = startMechanism(mechanism, account);
  if (exchange === null) return broken(`mailspec does not speak ${mechanism}`);
  let group = await ask(`AUTH ${mechanism}`);
  // No mechanism here takes more than four rounds; a server that goes on for ever is stopped.
  for (let round = 0; round < 8; round++) {
    if (group.end !== 'continuation') {
      const outcome = verdict(group, `AUTH ${mechanism}`);
      if (!outcome.ok) return outcome;
      const finished = exchange.finished();
      return 'ok' in finished ? outcome : broken(finished.problem);
    }
    const challenge = decodeBase64(group.lines.at(-1)?.octets.subarray(2) ?? Buffer.alloc(0));
    if (!challenge.ok) return broken(`the challenge is no BASE64 (${challenge.reason})`);
    const response = exchange.respond(challenge.octets);
    if ('problem' in response) return broken(response.problem);
    group = await ask(encodeBase64(response.answer));
  }
  return broken('the exchange does not end');
}

function verdict(group: Group, command: string): LoginOutcome {
  const line = group.lines.at(-1);
  if (group.end !== 'complete' || line === undefined) return broken(`${command}: ${endText(group)}`);
  if (indicator(line.octets) === '+OK') return { ok: true };
  const problem = `${command} was answered ${escape(line.octets, 200)}`;
  return { ok: false, refused: true, problem, code: responseCode(line.octets) };
}

function broken(problem: string): LoginOutcome {
  return { ok: false, refused: false, problem };
}

/** How a group ended, for people. */
export function endText(group: Group): string {
  switch (group.end) {
    case 'closed':
      return group.how === 'reset' ? 'the server reset the connection' : 'the server closed the connection';
    case 'timeout':
      return group.rest.length > 0
        ? `no end of line in time after ${escape(group.rest, 80)}`
        : 'no answer in time';
    case 'overlong':
      return `a line longer than the harness keeps: ${escape(group.rest, 80)}`;
    case 'endless':
      return 'a reply without an end';
    case 'silence':
      return 'no answer';
    case 'continuation':
      return 'a challenge';
    case 'complete':
      return 'a complete answer';
  }
}

/** The first `<...>` of a greeting (RFC 1939 section 7, APOP), or null. */
export function timestampOf(greeting: Buffer): Buffer | null {
  const open = greeting.indexOf('<');
  const close = open < 0 ? -1 : greeting.indexOf('>', open);
  return close < 0 ? null : greeting.subarray(open, close + 1);
}

function join(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

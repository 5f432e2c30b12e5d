import { escape } from '../../model/escape.js';
import { indicator, responseCode } from '../../pop3/reply.js';
import { apopDigest } from '../../sasl/apop.js';
import type { Account } from '../../target/target.js';
import { endText, timestampOf } from '../login.js';
import type { Group } from '../pop3-session.js';
import { defineProbe, type Probe, type ProbeConnection, type ProbeRun } from '../probe.js';

const attempts = 10;
/** Where a refusal is delayed on purpose, so many show a counter that goes wrong, too. */
const attemptsIfSlow = 5;
const slowMs = 500;

interface Way {
  readonly name: 'user' | 'apop';
  readonly title: string;
  /** Broken by a wrong secret that is accepted. */
  readonly decides: string;
  /** Broken by a right secret that is refused behind wrong ones where the connection stayed open. */
  readonly again: string;
  readonly file: string;
  login(connection: ProbeConnection, account: Account): Promise<Group>;
}

const userPass: Way = {
  name: 'user',
  title: 'RFC 1939 section 7: PASS',
  decides: 'rfc1939-7-pass-decides',
  again: 'rfc1939-7-user-after-failed-pass',
  file: 'src/engine/probes/attempts.ts',
  async login(connection, { user, secret }) {
    const named = await connection.ask(Buffer.concat([Buffer.from('USER '), user]));
    if (signOf(named) !== '+OK') return named;
    return connection.ask(Buffer.concat([Buffer.from('PASS '), secret]), true);
  },
};

const apop: Way = {
  name: 'apop',
  title: 'RFC 1939 section 7: APOP',
  decides: 'rfc1939-7-apop-verify',
  again: 'rfc1939-7-apop-success',
  file: 'src/engine/probes/attempts.ts',
  login(connection, { user, secret }) {
    const digest = apopDigest(timestampOf(connection.greeting) ?? Buffer.alloc(0), secret);
    return connection.ask(Buffer.concat([Buffer.from('APOP '), user, Buffer.from(` ${digest}`)]), true);
  },
};

export const passAttempts = attemptsProbe(userPass);
export const apopAttempts = attemptsProbe(apop);

/**
 * Wrong attempts on one connection, each judged like the first (CVE-2005-0198), then the right one there and on
 * a fresh connection. A server may close after any refusal, and may lock an account for a while: both are told
 * and not blamed. A right secret that only this connection refuses is.
 */
function attemptsProbe(way: Way): Probe {
  return defineProbe(
    {
      id: `rfc1939/7/${way.name === 'user' ? 'pass' : 'apop'}-attempts`,
      title: way.title,
      prose: `The wrong secret is refused ${String(attempts)} times on a connection, each time like the first, and the right one is not.`,
      needs: [way.name],
      rules: [way.decides, way.again],
      file: way.file,
    },
    async (run, { account }) => {
      const connection = await run.connect();
      const refused = await wrongAttempts(run, way, connection, account);
      if (refused === null) return;
      const open = connection.session.connection.closed === null;
      const here = open ? await way.login(connection, account) : null;
      if (here !== null && signOf(here) === '+OK') {
        run.judged(way.again);
        return;
      }
      if (open) await connection.quit();
      const fresh = await run.connect();
      const there = await way.login(fresh, account);
      if (signOf(there) !== '+OK' || isPutOff(here)) {
        run.skip(
          way.again,
          `after ${String(refused)} refusals the right secret is refused for a while: ${textOf(there)}`,
        );
        return;
      }
      if (here === null || here.end === 'closed') {
        run.skip(way.again, 'connection closed');
        return;
      }
      run.charge(way.again, {
        expected: [
          `+OK to the right secret after ${String(refused)} refusals, as on a fresh connection, or an earlier close`,
        ],
        actual: textOf(here),
        shape: '-ERR instead of +OK',
        evidence: 'absence',
      });
    },
  );
}

/** How many were refused; null: it went wrong, and was charged. */
async function wrongAttempts(
  run: ProbeRun,
  way: Way,
  connection: ProbeConnection,
  account: Account,
): Promise<number | null> {
  const slow = run.context.offers.refusalDelay > slowMs;
  const count = slow ? attemptsIfSlow : attempts;
  run.judged(way.decides);
  for (let attempt = 1; attempt <= count; attempt++) {
    const secret = Buffer.concat([account.secret, Buffer.from(`-wrong-${String(attempt)}`)]);
    const group = await way.login(connection, { user: account.user, secret });
    const sign = signOf(group);
    if (sign === '-ERR') {
      if (connection.session.connection.closed !== null) return attempt;
      continue;
    }
    // The end of the connection may have followed the refusal before.
    if (sign === null && group.end === 'closed' && attempt > 1) return attempt - 1;
    run.charge(way.decides, {
      expected: [`-ERR to wrong attempt ${String(attempt)}`],
      actual: textOf(group),
      shape: sign === '+OK' ? '+OK instead of -ERR' : group.end,
      evidence: sign === '+OK' ? 'positive' : 'absence',
    });
    return null;
  }
  return count;
}

function signOf(group: Group): string | null {
  const line = group.lines.at(-1);
  return line === undefined ? null : indicator(line.octets);
}

function textOf(group: Group): string {
  const line = group.lines.at(-1);
  return line === undefined ? endText(group) : escape(line.octets, 200);
}

/** RFC 2449 section 8: the secret may be right and the maildrop in use, or the client too early. */
function isPutOff(group: Group | null): boolean {
  return (
    group?.lines.some((line) => /^(IN-USE|LOGIN-DELAY|SYS\/TEMP)$/.test(responseCode(line.octets) ?? '')) ===
    true
  );
}

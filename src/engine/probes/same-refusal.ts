import { Deadline } from '../../model/deadline.js';
import type { Account } from '../../target/target.js';
import type { Cast } from '../context.js';
import { logIn } from '../login.js';
import { methodName, type LoginMethod } from '../offers.js';
import { defineProbe, type ProbeRun } from '../probe.js';
import { delaysApart, sameRefusals, type Refusal } from './refusals.js';

const policy = 'rfc1939-13-same-refusal';
const judgedMethods = ['user', 'apop', 'plain', 'login', 'cram-md5'];
const pairs = 10;
/** With refusals that are delayed on purpose; and by the ways that are not timed. */
const fewPairs = 3;
const slowMs = 500;

const nobody = Buffer.from('no-such-user-5e81c');
const wrong = Buffer.from('wrong-secret-of-nobody');

/** Whether a refusal tells that a name exists: by its words, its steps, or a delay of another order. */
export const sameRefusal = defineProbe(
  {
    id: 'rfc1939/13/same-refusal',
    title: 'RFC 1939 section 13: Security Considerations',
    prose: 'An unknown user and a wrong secret are refused alike.',
    rules: [policy],
    file: 'src/engine/probes/same-refusal.ts',
  },
  async (run, cast) => {
    const { offers } = run.context;
    if (offers.overTls) run.block('logins work only after STLS');
    const methods = offers.logins.filter((method) => judgedMethods.includes(methodName(method)));
    if (methods.length === 0) run.block('none of the ways to log in is one of these');
    for (const [index, method] of methods.entries()) {
      const count = index === 0 && offers.refusalDelay <= slowMs ? pairs : fewPairs;
      await compare(run, cast, method, count);
    }
  },
);

async function compare(run: ProbeRun, cast: Cast, method: LoginMethod, count: number): Promise<void> {
  const known: Refusal[] = [];
  const unknown: Refusal[] = [];
  for (let i = 0; i < count; i++) {
    known.push(await refusal(run, method, { user: cast.account.user, secret: wrong }));
    unknown.push(await refusal(run, method, { user: nobody, secret: wrong }));
  }
  // RFC 1939 section 7 leaves it to the server whether USER is refused for a name that nobody has.
  if (method.kind === 'user' && unknown.some(({ text }) => text.startsWith('USER '))) return;
  run.judged(policy);
  const name = methodName(method).toUpperCase();
  if (!sameRefusals(known, unknown)) {
    run.charge(policy, {
      expected: [`the same refusal of an unknown user and of a wrong secret (${name})`],
      actual: `wrong secret: ${known[0]?.text ?? ''}; unknown user: ${unknown[0]?.text ?? ''}`,
      shape: `${name} tells unknown users`,
      evidence: 'positive',
    });
  } else if (delaysApart(known, unknown)) {
    run.charge(policy, {
      expected: [`delays of the same order for an unknown user and a wrong secret (${name})`],
      actual: `wrong secret: ${delays(known)}; unknown user: ${delays(unknown)}`,
      shape: `${name} tells unknown users by its delay`,
      evidence: 'absence',
    });
  }
}

async function refusal(run: ProbeRun, method: LoginMethod, account: Account): Promise<Refusal> {
  const connection = await run.connect();
  const began = performance.now();
  let steps = 0;
  const deadline = Deadline.in(run.context.times.credential);
  const outcome = await logIn(connection.session, method, account, connection.greeting, deadline, (group) => {
    run.observe(group);
    steps++;
  });
  const ms = performance.now() - began;
  await connection.quit();
  if (outcome.ok) return run.block('a wrong secret was accepted');
  return { text: outcome.problem.replaceAll(account.user.toString('latin1'), '<name>'), steps, ms };
}

function delays(refusals: readonly Refusal[]): string {
  return refusals.map(({ ms }) => `${ms.toFixed(0)} ms`).join(', ');
}

import type { Requirement } from '../model/requirement.js';
import type { Deviation, Outcome, PlannedPoint, Point, RunEvent } from '../model/result.js';
import type { TraceEvent } from '../model/trace.js';

/** A run with every outcome, for the tests of every format. */
export const context = { version: '0.1.0', strict: false };

export function requirement(change: Partial<Requirement> = {}): Requirement {
  return {
    id: 'rfc1939-7-apop-replay',
    rfc: '1939',
    section: '7',
    pageLine: 'p16 L832',
    level: 'MUST',
    role: 'server',
    state: 'AUTHORIZATION',
    paraphrase: 'A digest answers one timestamp; sent again on another connection it opens nothing',
    observable: '',
    kind: 'security',
    verdict: 'fail',
    because: '',
    sameAs: null,
    note: '',
    ...change,
  };
}

export function wire(
  ms: number,
  side: 'C' | 'S' | '*',
  octets: string | Buffer,
  change: Partial<TraceEvent> = {},
): TraceEvent {
  const bytes = side === '*' ? Buffer.alloc(0) : Buffer.from(octets);
  return {
    ms,
    connection: 1,
    side,
    bytes,
    text: side === '*' ? octets.toString() : '',
    tls: false,
    ...change,
  };
}

export function deviation(change: Partial<Deviation> = {}): Deviation {
  return {
    expected: ['-ERR', 'the connection closed after a reply'],
    actual: '+OK maildrop ready\\r\\n',
    at: { file: 'suites/rfc1939/7-apop.transcript', line: 21, column: 1 },
    shape: '+OK instead of -ERR',
    evidence: 'positive',
    value: null,
    ...change,
  };
}

export function point(outcome: Outcome, change: Partial<Point> = {}): Point {
  return {
    caseId: 'rfc1939/7/apop-replay',
    rule: 'rfc1939-7-apop-replay',
    mode: null,
    outcome,
    reason: '',
    requirement: requirement(),
    deviations: [],
    observed: '',
    reproduced: '',
    wire: [],
    durationMs: 12.3456,
    ...change,
  };
}

const replayWire = [
  wire(0, '*', 'connected to 127.0.0.1:1110'),
  wire(1.2, 'S', '+OK ready <1896.697170952@dbc.mtview.ca.us>\r\n'),
  wire(1.9, 'C', 'APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n'),
  wire(3.1, 'S', '+OK maildrop ready\r\n'),
  wire(3.3, 'C', 'STAT\r\n', { tls: true }),
  wire(4, 'S', '+OK 2 320\r\n\x1b[2J\x00\\ not ok 1\r\n', { tls: true }),
  wire(5, '*', 'closed'),
];

const greeting = { caseId: 'rfc1939/4/greeting', rule: 'rfc1939-4-greeting' };
const greetingRow = requirement({
  id: greeting.rule,
  section: '4',
  pageLine: 'p3 L150',
  paraphrase: 'The server speaks first, with a positive greeting',
});

const points: readonly (readonly [title: string, Point])[] = [
  ['RFC 1939 section 4: Authorization', point('pass', { ...greeting, requirement: greetingRow })],
  [
    'RFC 1939 section 4: Authorization',
    point('warn', {
      caseId: 'rfc1939/4/unknown-user',
      rule: 'rfc1939-4-unknown-user-told',
      requirement: requirement({
        level: 'policy',
        verdict: 'warn',
        section: '4',
        pageLine: '',
        paraphrase: 'An unknown user and a wrong secret are answered alike',
      }),
      deviations: [
        deviation({ value: '"nobody"', actual: '-ERR no such user\\r\\n', shape: 'other -ERR' }),
        deviation({
          value: '"x y"',
          actual: '-ERR what\\r\\n',
          shape: 'other -ERR',
          expected: ['-ERR as before'],
        }),
      ],
    }),
  ],
  [
    'RFC 1939 section 7: APOP',
    point('fail', { deviations: [deviation()], reproduced: '1 of 2', wire: replayWire }),
  ],
  [
    'RFC 1939 section 7: APOP',
    point('info', {
      caseId: 'rfc1939/7/apop-upper-case',
      rule: 'rfc1939-7-apop-digest-lower',
      observed: 'an upper-case digest is accepted',
    }),
  ],
  [
    'RFC 1939 section 7: APOP',
    point('skip', { caseId: 'rfc1939/7/apop-8bit', reason: 'needs an account {' }),
  ],
  [
    'RFC 1939 section 7: APOP',
    point('skip', { caseId: 'rfc1939/7/apop-129', reason: 'no secret of 129 octets' }),
  ],
  [
    'RFC 1734 section 2: AUTH',
    point('flaky', {
      caseId: 'rfc1734/2/cancel',
      rule: 'rfc1734-2-cancel',
      deviations: [deviation({ evidence: 'absence', shape: 'closed', actual: '(closed)' })],
    }),
  ],
  [
    'RFC 1734 section 2: AUTH',
    point('known', {
      caseId: 'rfc1734/2/base64',
      rule: 'rfc1734-2-bad-base64',
      reason: 'takes # and \\ for base64',
      deviations: [deviation()],
    }),
  ],
  [
    'RFC 1734 section 2: AUTH',
    point('fixed', {
      caseId: 'rfc1734/2/unknown',
      rule: 'rfc1734-2-unknown',
      reason: "passes, but the baseline expects 'closed': take the entry out",
    }),
  ],
  [
    'wire grammar of POP3',
    point('error', {
      caseId: 'wire/pop3',
      rule: 'rfc1939-3-response-crlf',
      reason: 'the target is gone: signal 11',
    }),
  ],
];

export const plan: readonly PlannedPoint[] = points.map(([title, p], i) => ({
  number: i + 1,
  title,
  caseId: p.caseId,
  rule: p.rule,
  mode: p.mode,
  requirement: p.requirement,
}));

export const start: RunEvent = {
  kind: 'start',
  target: {
    name: 'dovecot',
    address: '127.0.0.1:1110',
    facts: [
      { name: 'capabilities', value: 'TOP UIDL SASL(PLAIN, CRAM-MD5)' },
      { name: 'in clear text', value: 'USER/PASS, AUTH PLAIN; taken without TLS' },
    ],
    replayArguments: 'dovecot',
  },
  plan,
  seed: '42',
};

export const pointEvents: readonly RunEvent[] = points.map(([, p], i) => ({
  kind: 'point',
  number: i + 1,
  point: p,
}));

export const end: RunEvent = { kind: 'end', complete: true, bailOut: null, durationMs: 3210 };

const note: RunEvent = { kind: 'note', text: 'a wrong login is answered after 2.0 s' };

export const wholeRun: readonly RunEvent[] = [start, note, ...pointEvents, end];

/** Interrupted: the second and the fourth point are there, nobody said that it ended. */
export const interruptedRun: readonly RunEvent[] = [
  start,
  ...pointEvents.slice(0, 2),
  ...pointEvents.slice(3, 4),
];

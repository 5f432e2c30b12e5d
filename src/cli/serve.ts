import { escape } from '../model/escape.js';
import { startReference } from '../reference/server.js';
import type { ReferenceOptions } from '../reference/server.js';

export interface ServeOptions {
  /** Names of planted faults. */
  readonly fault?: readonly string[];
  /** Ports; 0 or absent: any free one. */
  readonly pop3?: number;
  readonly pop3s?: number;
  /** Refuse clear text without TLS. */
  readonly tlsOnly?: boolean;
  /** Octets of mail to put into every maildrop: one message each. */
  readonly mail?: readonly number[];
}

/** Runs the embedded server until `until` is aborted (SIGINT, SIGTERM); writes addresses and accounts to `out`. */
export async function runServe(
  options: ServeOptions,
  out: { write(text: string): unknown },
  until: AbortSignal,
): Promise<void> {
  const server = await startReference(referenceOptions(options));
  try {
    for (const { user } of server.accounts) server.deliver(user, (options.mail ?? []).map(messageOf));
    out.write(`pop3://127.0.0.1:${String(server.pop3Port)}\npop3s://127.0.0.1:${String(server.pop3sPort)}\n`);
    for (const fault of options.fault ?? []) out.write(`# planted fault: ${fault}\n`);
    out.write('# user<TAB>secret\n');
    for (const { user, secret } of server.accounts) out.write(`${escape(user)}\t${escape(secret)}\n`);
    await aborted(until);
  } finally {
    await server.stop();
  }
}

function referenceOptions(options: ServeOptions): ReferenceOptions {
  return {
    faults: options.fault ?? [],
    pop3Port: options.pop3 ?? 0,
    pop3sPort: options.pop3s ?? 0,
    clearText: options.tlsOnly === true ? 'after-tls' : 'allowed',
  };
}

/** A message of just so many octets, or a few more when they do not hold a header. */
function messageOf(octets: number): Buffer {
  const head = 'Subject: a message\r\n\r\n';
  const fill = Math.max(0, octets - head.length);
  const lines = 'x'
    .repeat(70)
    .concat('\r\n')
    .repeat(Math.floor(fill / 72));
  const rest = fill - lines.length;
  return Buffer.from(head + lines + (rest < 2 ? '' : `${'x'.repeat(rest - 2)}\r\n`));
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}

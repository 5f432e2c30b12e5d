import type { ClientExchange, Credentials } from './exchange.js';

export interface PlainMessage {
  readonly authzid: Buffer;
  readonly user: Buffer;
  readonly secret: Buffer;
}

/** RFC 4616 section 2: `[authzid] NUL authcid NUL passwd`, as octets, before BASE64. */
export function plainMessage({ authzid, user, secret }: PlainMessage): Buffer {
  return Buffer.concat([authzid, Buffer.of(0), user, Buffer.of(0), secret]);
}

/** Takes a message apart; the problem says what breaks the grammar of RFC 4616 section 2. */
export function parsePlain(
  message: Buffer,
): ({ readonly ok: true } & PlainMessage) | { readonly ok: false; readonly reason: string } {
  const first = message.indexOf(0);
  const second = message.indexOf(0, first + 1);
  if (first < 0 || second < 0) return { ok: false, reason: 'fewer than two NULs' };
  if (message.includes(0, second + 1)) return { ok: false, reason: 'more than two NULs' };
  const user = message.subarray(first + 1, second);
  const secret = message.subarray(second + 1);
  if (user.length === 0) return { ok: false, reason: 'empty user name' };
  if (secret.length === 0) return { ok: false, reason: 'empty secret' };
  return { ok: true, authzid: message.subarray(0, first), user, secret };
}

/** The prompt that stands in for a missing initial response should be empty; what it says is not looked at. */
export function plainClient({ user, secret, authzid }: Credentials): ClientExchange {
  const initial = plainMessage({ authzid: authzid ?? Buffer.alloc(0), user, secret });
  let answered = false;
  return {
    initial,
    respond() {
      if (answered) return { problem: 'a second challenge in PLAIN' };
      answered = true;
      return { answer: initial };
    },
    // With an initial response there is nothing to answer: only the outcome counts.
    finished: () => ({ ok: true }),
  };
}

import { decodeBase64, encodeBase64 } from '../../sasl/base64.js';
import { parseServerFirst } from '../../sasl/scram-grammar.js';
import { scramClientFirst } from '../../sasl/scram-messages.js';
import type { ScramMechanism } from '../../sasl/scram.js';
import { escape } from '../../model/escape.js';
import { defineProbe, type Probe, type ProbeConnection } from '../probe.js';

const connections = 5;
const onEach = 4;
const fresh = 'rfc5802-5.1-server-nonce-fresh';

/** The same first message many times, on one connection and on several: the server adds something new each time. */
function scramNonceMany(mechanism: ScramMechanism, section: { id: string; title: string }): Probe {
  return defineProbe(
    {
      id: `${section.id}/server-nonce-many`,
      title: section.title,
      prose: `The same first message ${String(connections * onEach)} times, on ${String(connections)} connections, has as many different nonces for an answer.`,
      needs: [`SASL=${mechanism}`],
      rules: [fresh],
      file: 'src/engine/probes/scram-nonce-many.ts',
    },
    async (run, { account }) => {
      const first = scramClientFirst(account.user, Buffer.from('rOprNGfwEbeRWgbNEkqO'));
      const nonces: string[] = [];
      for (let i = 0; i < connections; i++) {
        const connection = await run.connect();
        for (let j = 0; j < onEach; j++) {
          const nonce = await serverNonce(connection, mechanism, first);
          if (nonce === null) break;
          nonces.push(nonce);
        }
      }
      if (nonces.length < 2) run.block(`fewer than two answers to a first message of ${mechanism}`);
      run.judged(fresh);
      const repeated = nonces.find((nonce, index) => nonces.indexOf(nonce) < index);
      if (repeated === undefined) return;
      run.charge(fresh, {
        expected: [`${String(nonces.length)} different nonces`],
        actual: `${escape(Buffer.from(repeated, 'latin1'))} came again; ${String(new Set(nonces).size)} of ${String(nonces.length)} differ`,
        shape: 'nonce repeated',
        evidence: 'positive',
      });
    },
  );
}

/** The nonce that answers one first message; the exchange is cancelled. null: there is none. */
async function serverNonce(
  connection: ProbeConnection,
  mechanism: ScramMechanism,
  first: Buffer,
): Promise<string | null> {
  const begun = await connection.ask(`AUTH ${mechanism}`);
  if (begun.end !== 'continuation') return null;
  const group = await connection.ask(encodeBase64(first));
  if (group.end !== 'continuation') return null;
  await connection.ask('*');
  const message = decodeBase64(group.lines.at(-1)?.octets.subarray(2) ?? Buffer.alloc(0));
  const parsed = message.ok ? parseServerFirst(message.octets) : null;
  return parsed?.ok === true ? parsed.nonce.toString('latin1') : null;
}

export const scramSha1NonceMany = scramNonceMany('SCRAM-SHA-1', {
  id: 'rfc5802/5.1',
  title: 'RFC 5802 section 5.1: SCRAM Attributes',
});
export const scramSha256NonceMany = scramNonceMany('SCRAM-SHA-256', {
  id: 'rfc7677/3',
  title: 'RFC 7677 section 3: SCRAM-SHA-256 and SCRAM-SHA-256-PLUS',
});

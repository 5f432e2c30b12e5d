import { defineProbe } from '../probe.js';

const listed = 'rfc2595-9-plain-without-tls';

/** What CAPA lists on a clear connection that leaves this machine. */
export const plainWithoutTls = defineProbe(
  {
    id: 'rfc2595/9/plain-without-tls',
    title: 'RFC 2595 section 9: Security Considerations',
    prose: 'PLAIN is not listed without TLS, but for the sake of old clients. Loopback is exempt.',
    needs: ['capa', '!tls'],
    rules: [listed],
    file: 'src/engine/probes/plain-without-tls.ts',
  },
  async (run) => {
    const connection = await run.connect();
    const group = await connection.ask('CAPA');
    if (group.end !== 'complete') run.block('CAPA was not answered');
    const sasl = group.lines
      .map(({ octets }) => octets.toString('latin1'))
      .filter((line) => /^SASL /i.test(line));
    const offersPlain = sasl.some((line) => / PLAIN( |$)/i.test(line));
    run.judged(listed);
    if (!offersPlain) return;
    if (isLoopback(run.context.endpoint.address)) {
      run.note(listed, 'PLAIN is listed without TLS; the address is loopback');
      return;
    }
    run.charge(listed, {
      expected: ['no PLAIN on the SASL line without TLS'],
      actual: 'PLAIN is listed without TLS',
      shape: 'PLAIN listed without TLS',
      evidence: 'positive',
    });
  },
);

/** `127.0.0.1:110`, `[::1]:110`, `localhost:110`; octets in memory never leave either. */
function isLoopback(address: string): boolean {
  return /^(127\.|\[?::1\]?(:|$)|localhost(:|$)|memory)/i.test(address);
}

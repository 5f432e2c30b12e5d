import { Duplex } from 'node:stream';

/**
 * The same octets on a stream nobody has read from yet: TLS does not start reliably on a stream in memory
 * that was flowing before. (A socket is handed to TLS itself.)
 */
export function bridge(under: Duplex): Duplex {
  const over = new Duplex({
    read: () => under.resume(),
    write: (octets: Buffer, _encoding, done) => void under.write(octets, done),
    final: (done) => void under.end(done),
    destroy: (error, done) => {
      under.destroy();
      done(error);
    },
  });
  under.on('data', (octets: Buffer) => over.push(octets) || under.pause());
  under.on('end', () => over.push(null));
  return over;
}

import { isIP } from 'node:net';

export interface KeyAndCertificate {
  /** PEM, PKCS #8. */
  readonly key: string;
  /** PEM; also what a client gives as `ca` to trust it. */
  readonly cert: string;
}

/**
 * A certificate signed by its own key (EC P-256, a few ms), valid from yesterday for a year: for the reference
 * server and tests only.
 * @param altNames names and addresses it is good for, e.g. `localhost`, `127.0.0.1`, `::1`
 */
export async function selfSignedCertificate(options: {
  commonName: string;
  altNames: readonly string[];
}): Promise<KeyAndCertificate> {
  // The library takes long to load, and most runs need no certificate.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: options.commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // A clock a little behind must not make it invalid.
    notBeforeDate: new Date(Date.now() - 24 * 3600 * 1000),
    notAfterDate: new Date(Date.now() + 365 * 24 * 3600 * 1000),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyCertSign: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: options.altNames.map((name) =>
          isIP(name) === 0 ? { type: 2 as const, value: name } : { type: 7 as const, ip: name },
        ),
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

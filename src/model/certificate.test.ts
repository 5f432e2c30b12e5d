import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { selfSignedCertificate } from './certificate.js';

it('makes a certificate that is good for its names and addresses, and belongs to its key', async () => {
  const made = await selfSignedCertificate({
    commonName: 'mail',
    altNames: ['localhost', '127.0.0.1', '::1'],
  });
  const certificate = new X509Certificate(made.cert);
  expect(certificate.subject).toBe('CN=mail');
  expect(certificate.checkHost('localhost')).toBe('localhost');
  expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  expect(certificate.checkIP('::1')).toBe('::1');
  expect(certificate.checkHost('example.org')).toBeUndefined();
  expect(certificate.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
});

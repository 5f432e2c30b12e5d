import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64Shape, decodeBase64, encodeBase64 } from './base64.js';

describe('base64', () => {
  it('encodes as Buffer does and decodes its own', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (data) => {
        const text = encodeBase64(data);
        expect(text.toString('latin1')).toBe(Buffer.from(data).toString('base64'));
        expect(decodeBase64(text)).toEqual({ ok: true, octets: Buffer.from(data) });
      }),
    );
  });

  it('takes exactly the texts that are the one encoding of what they decode to', () => {
    const letter = fc.constantFrom(...'AQRZgz019+/=-_ \n'.split(''));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 9 }), (letters) => {
        const text = Buffer.from(letters.join(''), 'latin1');
        const canonical = Buffer.from(text.toString('latin1'), 'base64').toString('base64');
        expect(decodeBase64(text).ok).toBe(canonical === text.toString('latin1'));
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves spare bits out of the grammar', () => {
    expect(base64Shape(Buffer.from('QR=='))).toBeNull();
    expect(decodeBase64(Buffer.from('QR=='))).toEqual({ ok: false, reason: 'spare bits' });
    expect(base64Shape(Buffer.from('Q=='))).toBe('length');
  });
});

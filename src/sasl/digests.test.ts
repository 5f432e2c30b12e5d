import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hmacMd5 } from './hmac-md5.js';
import { md5 } from './md5.js';

// node:crypto (OpenSSL) is the independent witness.
describe('md5', () => {
  it('agrees with OpenSSL on every length around the block borders', () => {
    for (let length = 0; length <= 260; length++) {
      const data = Buffer.alloc(length, length);
      expect(md5(data)).toEqual(createHash('md5').update(data).digest());
    }
  });

  it('agrees with OpenSSL on any octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (data) => {
        expect(md5(data)).toEqual(createHash('md5').update(data).digest());
      }),
    );
  });
});

describe('hmacMd5', () => {
  it('agrees with OpenSSL on any key and octets', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 300 }), (key, data) => {
        expect(hmacMd5(key, data)).toEqual(createHmac('md5', key).update(data).digest());
      }),
    );
  });

  it.each([0, 1, 63, 64, 65, 80, 127, 128, 129])('takes a key of %d octets', (length) => {
    const key = Buffer.alloc(length, 0x61);
    expect(hmacMd5(key, Buffer.from('x'))).toEqual(createHmac('md5', key).update('x').digest());
  });
});

import { md5 } from './md5.js';

const BLOCK = 64;

/** HMAC-MD5 of RFC 2104, 16 octets. A key longer than a block is digested first, a shorter one gets zeros. */
export function hmacMd5(key: Uint8Array, data: Uint8Array): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.set(key.length > BLOCK ? md5(key) : key);
  const inner = md5(Buffer.concat([block.map((octet) => octet ^ 0x36), data]));
  return md5(Buffer.concat([block.map((octet) => octet ^ 0x5c), inner]));
}

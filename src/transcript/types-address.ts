import { ALPHANUMERIC, isVisible, LOWER, runOf, type HoleType } from './types-hole.js';

// RFC 822 section 3.3, without what section 3.1 folds away: no blanks, no controls, no 8-bit octets.
const ATOM = String.raw`[^\x00-\x20()<>@,;:\\".[\]\x7f-\xff]+`;
const QUOTED = String.raw`"(?:[\x21\x23-\x5b\x5d-\x7e]|\\[\x21-\x7e])*"`;
const LITERAL = String.raw`\[(?:[\x21-\x5a\x5e-\x7e]|\\[\x21-\x7e])*\]`;
const WORD = `(?:${ATOM}|${QUOTED})`;
const SUBDOMAIN = `(?:${ATOM}|${LITERAL})`;
const MSG_ID = new RegExp(`^<${WORD}(?:\\.${WORD})*@${SUBDOMAIN}(?:\\.${SUBDOMAIN})*>$`);
const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;

/**
 * msg-id of RFC 822 section 6.1, `<addr-spec>`: local part of atoms or quoted strings between dots, one
 * `@`, a domain of atoms or `[literals]` between dots. RFC 2449 section 8 leaves no room for blanks.
 */
const msgId: HoleType = runOf(
  isVisible,
  (random) =>
    `<${random.integer(1, 65_535)}.${random.integer(1, 2 ** 31)}@${random.text(LOWER, 3, 8)}.example>`,
  {
    min: 5,
    whole: (octets) =>
      octets[0] === 0x3c && octets[octets.length - 1] === 0x3e && MSG_ID.test(octets.toString('latin1')),
  },
);

/** Labels of letters, digits and inner hyphens (RFC 1123 section 2.1); an IPv4 address is of that form too. */
const host: HoleType = runOf(
  (octet) => octet === 0x2d || octet === 0x2e || ALPHANUMERIC.includes(String.fromCharCode(octet)),
  (random) => `${random.text(LOWER, 2, 8)}.${random.text(LOWER, 2, 8)}.example`,
  { max: 255, whole: (octets) => HOST.test(octets.toString('latin1')) },
);

export const addressTypes = { 'msg-id': msgId, host } as const satisfies Record<string, HoleType>;

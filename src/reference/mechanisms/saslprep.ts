// RFC 4013, with the tables of RFC 3454 it names.
const mappedToNothing = /[\u00ad\u034f\u1806\u180b-\u180d\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]/gu; // B.1
const otherSpaces = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu; // C.1.2
const prohibited =
  // C.2 to C.9
  /[\u0000-\u001f\u007f-\u009f\u06dd\u070f\u180e\u2028\u2029\u2061-\u2063\u206a-\u206f\ufff9-\ufffd\u{1d173}-\u{1d17a}\u{e000}-\u{f8ff}\u{f0000}-\u{10ffff}\u{fdd0}-\u{fdef}\u2ff0-\u2ffb\u0340\u0341\u200e\u200f\u202a-\u202e\u{e0001}\u{e0020}-\u{e007f}]|\p{Noncharacter_Code_Point}|\p{Surrogate}/u;
const rightToLeft =
  /[\u05be\u05c0\u05c3\u05d0-\u05f4\u061b-\u06fe\u0700-\u07b1\ufb1d-\ufbb1\ufbd3-\ufdfc\ufe70-\ufefc]/u;
const leftToRight = /(?![\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])\p{L}/u;

/** The prepared octets, perhaps none; null: no UTF-8, or it holds what may not be. */
export function saslprep(octets: Buffer): Buffer | null {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(octets);
  } catch {
    return null;
  }
  const prepared = text.replace(mappedToNothing, '').replace(otherSpaces, ' ').normalize('NFKC');
  if (prohibited.test(prepared) || !directionsAgree(prepared)) return null;
  return Buffer.from(prepared);
}

/** RFC 3454 section 6: right to left at both ends or nowhere. */
function directionsAgree(text: string): boolean {
  if (!rightToLeft.test(text)) return true;
  const characters = Array.from(text);
  const ends = [characters.at(0) ?? '', characters.at(-1) ?? ''];
  return !leftToRight.test(text) && ends.every((end) => rightToLeft.test(end));
}

/** `client-first-message` of RFC 5802 section 7, taken apart. */
export interface ClientFirst {
  /** `n,,` or `y,a=name,`, as it came. */
  readonly gs2Header: string;
  readonly authzid: string | null;
  /** What the proof covers. */
  readonly bare: string;
  readonly user: string;
  readonly nonce: string;
}

/** `client-final-message`. */
export interface ClientFinal {
  readonly binding: string;
  readonly nonce: string;
  readonly withoutProof: string;
  readonly proof: string;
}

type TakesExtension = (attribute: string) => boolean;

/** null: not of that form, or asks for what is not supported (`p=`, `m=`). Text is UTF-8. */
export function parseClientFirst(text: string, takes: TakesExtension): ClientFirst | null {
  const header = /^[ny],(?:a=([^,]+))?,/.exec(text);
  if (header === null) return null;
  const bare = text.slice(header[0].length);
  const attributes = bare.split(',');
  // An extension before the name is a mandatory one, whoever takes it.
  if (/^m=/.test(attributes[0] ?? '') && takes(attributes[0] ?? '')) attributes.shift();
  const [name, nonce, ...extensions] = attributes;
  const user = saslName(/^n=(.+)$/su.exec(name ?? '')?.[1]);
  const clientNonce = /^r=([!-+\--~]+)$/.exec(nonce ?? '')?.[1];
  const authzid = header[1] === undefined ? null : saslName(header[1]);
  if (user === null || clientNonce === undefined || (header[1] !== undefined && authzid === null))
    return null;
  if (!extensions.every(takes)) return null;
  return { gs2Header: header[0], authzid, bare, user, nonce: clientNonce };
}

export function parseClientFinal(text: string, takes: TakesExtension): ClientFinal | null {
  const parts = /^(c=([^,]+),r=([!-+\--~]+)((?:,[^,]+)*)),p=([^,]*)$/su.exec(text);
  if (parts === null) return null;
  const [, withoutProof = '', binding = '', nonce = '', extensions = '', proof = ''] = parts;
  if (!extensions.split(',').slice(1).every(takes)) return null;
  return { binding, nonce, withoutProof, proof };
}

/** `=2C` and `=3D` are the only escapes; a name holds no NUL and is not empty. */
function saslName(text: string | undefined): string | null {
  if (text === undefined || text.includes('\0') || /=(?!2C|3D)/.test(text)) return null;
  return text.replaceAll('=2C', ',').replaceAll('=3D', '=');
}

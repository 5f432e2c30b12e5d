import type { Protocol } from '../model/case.js';
import { MailspecError } from '../model/errors.js';

export interface TargetUrl {
  readonly protocol: Protocol;
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
}

const schemes = {
  pop3: { protocol: 'pop3', tls: false, port: 110 },
  pop3s: { protocol: 'pop3', tls: true, port: 995 },
  imap: { protocol: 'imap', tls: false, port: 143 },
  imaps: { protocol: 'imap', tls: true, port: 993 },
} as const;

/**
 * `pop3://host:port`; pop3s, imap and imaps likewise. The port may be left out.
 * @throws MailspecError E_USAGE
 */
export function parseTargetUrl(word: string): TargetUrl {
  const url = URL.canParse(word) ? new URL(word) : null;
  const scheme = url?.protocol.slice(0, -1) ?? '';
  if (url === null || !isScheme(scheme) || url.hostname === '') {
    throw new MailspecError('E_USAGE', `${word} is no target`, {
      hint: `allowed: ${Object.keys(schemes)
        .map((name) => `${name}://host:port`)
        .join(', ')}`,
    });
  }
  if (url.username !== '' || url.password !== '') {
    throw new MailspecError('E_USAGE', 'a user and a secret do not belong into a target', {
      hint: 'put them into a file and name it with --accounts',
    });
  }
  if (!['', '/'].includes(url.pathname) || url.search !== '' || url.hash !== '') {
    throw new MailspecError('E_USAGE', `${word} has something behind the port`, {
      hint: 'host and port are all',
    });
  }
  const { protocol, tls, port } = schemes[scheme];
  return {
    protocol,
    tls,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? port : Number(url.port),
  };
}

function isScheme(name: string): name is keyof typeof schemes {
  return Object.hasOwn(schemes, name);
}

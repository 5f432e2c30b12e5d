/** What one command gets, and what is to happen after it was sent. */
export interface Reply {
  readonly octets: Buffer;
  readonly then: 'go on' | 'close' | 'start TLS';
}

export function ok(text: string, then: Reply['then'] = 'go on'): Reply {
  return { octets: Buffer.from(`+OK ${text}\r\n`, 'latin1'), then };
}

export function err(text: string, then: Reply['then'] = 'go on'): Reply {
  return { octets: Buffer.from(`-ERR ${text}\r\n`, 'latin1'), then };
}

/** `+ `, base64, nothing else; the space stays when there is no data (RFC 5034 section 4). */
export function ready(data: Buffer): Reply {
  return { octets: Buffer.from(`+ ${data.toString('base64')}\r\n`, 'latin1'), then: 'go on' };
}

/** `+OK`, the lines (each with its CRLF, not yet stuffed), and the dot. */
export function multiLine(text: string, stuffed: Buffer): Reply {
  return { octets: Buffer.concat([ok(text).octets, stuffed, Buffer.from('.\r\n')]), then: 'go on' };
}

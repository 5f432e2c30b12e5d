import { connect } from 'node:net';

/** How many messages a maildrop holds, asked over a bare socket with nothing of ours; '' where it did not say. */
export function countMail(port: number, user: string, secret: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (octets) => (text += octets.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(/^\+OK ([0-9]+) [0-9]+/m.exec(text)?.[1] ?? ''));
    socket.write(`USER ${user}\r\nPASS ${secret}\r\nSTAT\r\nQUIT\r\n`, 'latin1');
  });
}

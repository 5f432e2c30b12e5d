import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { benchAccounts } from './accounts.js';
import { placeOf, serveRounds } from './contender.js';

// The loop a user would write over node:net, with no trace, no deadline, no limit and no check but for +OK.

const place = placeOf(process.argv.slice(2));

function login(account: number): Promise<void> {
  const { user = '', secret = '' } = benchAccounts[account] ?? {};
  return new Promise((resolve, reject) => {
    const socket = connect({ host: place.host, port: place.port, noDelay: true });
    socket.setEncoding('latin1');
    let text = '';
    let replies = 0;
    socket.on('data', (chunk) => {
      text += String(chunk);
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (!line.startsWith('+OK')) reject(new Error(line));
        replies++;
        if (replies === 1) {
          const timestamp = line.slice(line.indexOf('<'), line.indexOf('>') + 1);
          const digest = createHash('md5').update(`${timestamp}${secret.toString()}`).digest('hex');
          socket.write(`APOP ${user.toString()} ${digest}\r\n`);
        } else if (replies === 2) socket.write('QUIT\r\n');
      }
    });
    socket.on('error', reject);
    socket.on('close', () => {
      if (replies === 3) resolve();
      else reject(new Error(`closed after ${String(replies)} replies`));
    });
  });
}

await serveRounds(place, login);

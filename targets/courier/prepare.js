// Run in the work folder: Courier's configuration folder with the userdb, its run folder and the mail folder.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const NOBODY = 65534;
const here = process.cwd();

mkdirSync('etc', { mode: 0o755 });
mkdirSync('run/authdaemon', { recursive: true, mode: 0o755 });
mkdirSync('mail', { mode: 0o700 });
chownSync('mail', NOBODY, NOBODY);
renameSync('authdaemonrc', 'etc/authdaemonrc');
// couriertls reads the key after it has given up root; the key is of this run only.
chmodSync('both.pem', 0o644);

const lines = readFileSync('accounts', 'latin1')
  .split('\n')
  .filter((line) => line !== '');
writeFileSync('etc/userdb', lines.map(entry).join(''), { encoding: 'latin1', mode: 0o600 });

function entry(line) {
  const [user, secret] = line.split('\t');
  const home = `${here}/mail/${user}`;
  const fields = {
    uid: NOBODY,
    gid: NOBODY,
    home,
    mail: `${home}/Maildir`,
    systempw: hash('-md5', secret),
    'hmac-md5pw': hash('-hmac-md5', secret),
    'hmac-sha1pw': hash('-hmac-sha1', secret),
    'hmac-sha256pw': hash('-hmac-sha256', secret),
  };
  const text = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  return `${user}\t${text.join('|')}\n`;
}

function hash(kind, secret) {
  return execFileSync('/usr/sbin/userdbpw', [kind], { input: Buffer.from(`${secret}\n`, 'latin1') })
    .toString('latin1')
    .trim();
}

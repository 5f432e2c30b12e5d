// Run in the work folder: password file, mail folder and the users that Dovecot's processes run as.
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';

const root = process.getuid() === 0;
const me = userInfo().username;
const NOBODY = 65534;

// Base64, so that a secret may hold any octet, the ':' that separates fields included.
const entries = readFileSync('accounts', 'latin1')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => line.split('\t'))
  .map(([user, secret]) => `${user}:{PLAIN.b64}${Buffer.from(secret, 'latin1').toString('base64')}::::::\n`);
writeFileSync('passwd', entries.join(''), { encoding: 'latin1', mode: root ? 0o644 : 0o600 });

mkdirSync('mail', { mode: 0o700 });
if (root) chownSync('mail', NOBODY, NOBODY);

const owner = root ? `uid=${NOBODY} gid=${NOBODY}` : `uid=${process.getuid()} gid=${process.getgid()}`;
const own = root
  ? []
  : [
      `default_internal_user = ${me}`,
      `default_internal_group = ${execFileSync('id', ['-gn'], { encoding: 'utf8' }).trim()}`,
      `default_login_user = ${me}`,
    ];
const userdb = `userdb {\n  driver = static\n  args = ${owner} home=${process.cwd()}/mail/%n\n}`;
writeFileSync('users.conf', [...own, userdb, ''].join('\n'));

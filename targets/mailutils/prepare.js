// prepare.js UNPACKED, run in the work folder: passwd and shadow with the accounts, the databases for APOP and
// CRAM-MD5, the spool with an mbox for each.
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [unpacked] = process.argv.slice(2);
const FIRST_UID = 20001;
const MAIL_GROUP = 8;
const secretly = { encoding: 'latin1', mode: 0o600 };
const here = process.cwd();

const accounts = readFileSync('accounts', 'latin1')
  .split('\n')
  .filter((line) => line !== '')
  .map((line, index) => {
    const [user, secret] = line.split('\t');
    return { user, secret, uid: FIRST_UID + index };
  });

// MD5-crypt, since a check of SHA-512-crypt takes milliseconds.
const secrets = accounts.map(({ secret }) => `${secret}\n`).join('');
const hashes = execFileSync('openssl', ['passwd', '-1', '-stdin'], { input: Buffer.from(secrets, 'latin1') })
  .toString('latin1')
  .trimEnd()
  .split('\n');
const passwd = accounts.map(({ user, uid }) => `${user}:x:${uid}:${uid}::${here}/home:/bin/sh\n`);
const shadow = accounts.map(({ user }, index) => `${user}:${hashes[index]}:19000:0:99999:7:::\n`);

mkdirSync('home');
mkdirSync('etc');
writeFileSync('etc/passwd', readFileSync('/etc/passwd', 'latin1') + passwd.join(''), 'latin1');
writeFileSync('etc/shadow', readFileSync('/etc/shadow', 'latin1') + shadow.join(''), secretly);

// popauth takes the first word of a line as the user and all that follows as the secret.
const apop = accounts.map(({ user, secret }) => `${user} ${secret}\n`);
writeFileSync('apop.txt', apop.join(''), secretly);
execFileSync(`${unpacked}/usr/bin/popauth`, ['-c', '-f', 'apop.txt', '-o', `gdbm://${here}/apop.db`]);
chmodSync('apop.db', 0o600);
writeFileSync('cram.pwd', accounts.map(({ user, secret }) => `${user}\t${secret}\n`).join(''), secretly);

mkdirSync('spool');
chmodSync('spool', 0o1777);
for (const { user, uid } of accounts) {
  const mbox = Buffer.from(`spool/${user}`, 'latin1');
  writeFileSync(mbox, '', { mode: 0o660 });
  chownSync(mbox, uid, MAIL_GROUP);
}

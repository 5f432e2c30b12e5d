import { everyMs, onLines, peer, pump, reset, type HostilePeer } from './peer.js';

const greeting = '+OK ready <1896.697170952@dbc.mtview.ca.us>\r\n';
const lf = 0x0a;

/** A greeting that would do harm in a terminal, a TAP stream, an XML file or an HTML page. */
export const poisonedGreeting = Buffer.from(
  '+OK \x1b]0;owned\x07\x1b[2J\x1b[31m not ok 1 - x # TODO\rnot ok 1\rBail out! \u2028\u2029</failure>]]>' +
    '<script>alert(1)</script>&amp;"\'\0\x08\x7f\xff\r\n' +
    'not ok 1\r\nBail out!\r\n1..0 # SKIP\r\n  ---\r\n',
);

const silent = peer('silent', (socket) => {
  socket.resume();
});

const closesAtOnce = peer('closes-at-once', (socket) => {
  socket.end();
});

const resetsAtOnce = peer('resets-at-once', (socket) => {
  reset(socket);
});

const endlessGreeting = peer('endless-greeting', (socket) => {
  const octets = Buffer.alloc(65536, 'a');
  socket.write('+OK ');
  pump(socket, () => octets);
});

const endlessLines = peer('endless-lines', (socket) => {
  const lines = Buffer.from('+OK and another line\r\n'.repeat(2000));
  pump(socket, () => lines);
});

/** One line of 1 GB, ended at last. */
const gigabyteLine = peer('gigabyte-line', (socket) => {
  const octets = Buffer.alloc(1024 * 1024, 'x');
  let left = 1024;
  socket.write('+OK ');
  pump(socket, () => {
    if (left < 0) return null;
    return left-- > 0 ? octets : Buffer.from('\r\n');
  });
});

const octetPerSecond = peer('octet-per-second', (socket) => {
  let at = 0;
  socket.resume();
  socket.write(greeting.slice(at, ++at));
  everyMs(socket, 1000, () => {
    if (at < greeting.length) socket.write(greeting.slice(at, ++at));
  });
});

/** 256 KiB of every octet there is, the same in each run, then the end. */
const binaryNoise = peer('binary-noise', (socket) => {
  let state = 0x2545f491;
  let left = 64;
  pump(socket, () => {
    if (left-- === 0) {
      socket.end();
      return null;
    }
    const octets = Buffer.alloc(4096);
    for (let i = 0; i < octets.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      octets[i] = state >>> 24;
    }
    return octets;
  });
});

/** A proper greeting, half a reply to the first command, then a reset. */
const resetInReply = peer('reset-in-reply', (socket) => {
  socket.write(greeting);
  socket.once('data', () => socket.write('+OK 2 mess', () => reset(socket)));
});

/** A proper greeting, a whole reply to the first command, then a reset: that is a close. */
const resetAfterReply = peer('reset-after-reply', (socket) => {
  socket.write(greeting);
  socket.once('data', () => socket.write('-ERR go away\r\n', () => reset(socket)));
});

const poisoned = peer('poisoned-greeting', (socket) => {
  socket.write(poisonedGreeting);
  onLines(socket, () => poisonedGreeting);
});

const halfGreeting = peer('half-greeting', (socket) => {
  socket.end('+OK rea');
});

/** Says +OK to everything, and the list that follows never ends. */
const endlessList = peer('endless-list', (socket) => {
  const lines = Buffer.from('1 120\r\n'.repeat(5000));
  let going = false;
  socket.write(greeting);
  onLines(socket, () => {
    if (!going) setImmediate(() => pump(socket, () => lines));
    going = true;
    return '+OK\r\n';
  });
});

/** What is found on a pop3s port that was set up without TLS: a greeting in clear. */
const clearOnTlsPort = peer('clear-on-tls-port', (socket) => {
  socket.write(greeting);
  socket.resume();
});

/** Agrees to STLS, then goes on in clear instead of shaking hands. */
const stlsThenGarbage = peer('stls-then-garbage', (socket) => {
  let agreed = false;
  socket.write(greeting);
  socket.on('data', (octets) => {
    if (agreed) socket.write('-ERR \x1b[31mwhat did you say?\r\n');
    else if (octets.includes(lf)) {
      agreed = true;
      socket.write('+OK begin\r\n');
    }
  });
});

/** Agrees to STLS, then says nothing. */
const stlsThenSilence = peer('stls-then-silence', (socket) => {
  socket.write(greeting);
  socket.once('data', () => socket.write('+OK begin\r\n'));
  socket.resume();
});

const echo = peer('echo', (socket) => {
  socket.pipe(socket);
});

const hundredReplies = peer('hundred-replies', (socket) => {
  socket.write(greeting);
  onLines(socket, () => '+OK\r\n'.repeat(100));
});

/** Takes nothing of what it is sent. */
const readsNothing = peer('reads-nothing', (socket) => {
  socket.pause();
  socket.write(greeting);
});

/** Every hostile peer by its name. */
export const peers = {
  silent, closesAtOnce, resetsAtOnce, endlessGreeting, endlessLines, gigabyteLine, octetPerSecond, binaryNoise,
  resetInReply, resetAfterReply, poisoned, halfGreeting, endlessList, clearOnTlsPort, stlsThenGarbage,
  stlsThenSilence, echo, hundredReplies, readsNothing,
} satisfies Record<string, HostilePeer>; // prettier-ignore

import { messageLines } from '../mail/lines.js';
import type { StoredMessage } from '../mail/store.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { Maildrop } from '../session/pop3/maildrop.js';
import { group, isOk, onCommand, withWords } from './helpers.js';

/** Answers a command as if nothing were marked as deleted. */
function blindToMarks(...verbs: readonly string[]): (correct: Pop3Behaviour) => Partial<Pop3Behaviour> {
  return (correct) =>
    onCommand(correct, '*', ({ drop }, { verb }, next) => {
      if (drop === null || !verbs.includes(verb)) return next();
      const marked = [...drop.marked];
      drop.marked.clear();
      const reply = next();
      for (const number of marked) drop.marked.add(number);
      return reply;
    });
}

const removeAll = (drop: Maildrop, numbers: Iterable<number>): void => {
  const wanted = new Set(numbers);
  const uids = drop.all.filter(({ number }) => wanted.has(number)).map(({ message }) => message.uid);
  drop.lock.mailbox.remove(new Set(uids));
};

const withNumbers = ['RETR', 'LIST', 'DELE', 'TOP', 'UIDL'];

/** Deletion, message numbers and the lock. */
export const updateFaults = group('update', [
  {
    name: 'drop-removes',
    title: 'a connection that ends without QUIT removes what was marked',
    row: 'rfc1939-6-drop-no-removal',
    plant: (correct) => ({
      ended: (session, drop, update) => {
        if (!update) drop.update();
        correct.ended(session, drop, update);
      },
    }),
  },
  {
    name: 'dele-removes-at-once',
    title: 'DELE removes at once and not at QUIT',
    row: 'rfc1939-6-drop-no-removal',
    plant: (correct) =>
      onCommand(correct, 'DELE', ({ drop }, _command, next) => {
        const reply = next();
        if (drop !== null) removeAll(drop, drop.marked);
        return reply;
      }),
  },
  {
    name: 'retr-then-drop-removes',
    title: 'what was retrieved is removed when the connection ends without QUIT',
    row: 'rfc1939-8-no-delete-on-abnormal',
    plant: (correct) => {
      const retrieved = new WeakMap<Maildrop, Set<number>>();
      return {
        ...onCommand(correct, 'RETR', ({ drop }, { rest }, next) => {
          if (drop !== null) retrieved.set(drop, new Set([...(retrieved.get(drop) ?? []), Number(rest)]));
          return next();
        }),
        ended: (session, drop, update) => {
          if (!update) removeAll(drop, retrieved.get(drop) ?? []);
          correct.ended(session, drop, update);
        },
      };
    },
  },
  {
    name: 'rset-keeps-marks',
    title: 'RSET answers +OK and unmarks nothing',
    row: 'rfc1939-5-rset-unmarks',
    plant: (correct) =>
      onCommand(correct, 'RSET', ({ drop }, _command, next) => {
        const marked = [...(drop?.marked ?? [])];
        const reply = next();
        for (const number of marked) drop?.marked.add(number);
        return reply;
      }),
  },
  {
    name: 'quit-removes-more',
    title: 'QUIT also removes the message before a marked one',
    row: 'rfc1939-6-quit-only-marked',
    plant: (correct) => ({
      ended: (session, drop, update) => {
        if (update)
          removeAll(
            drop,
            [...drop.marked].map((number) => number - 1),
          );
        correct.ended(session, drop, update);
      },
    }),
  },
  {
    name: 'quit-removes-nothing',
    title: 'QUIT answers +OK and removes nothing',
    row: 'rfc1939-6-quit-removes',
    plant: (correct) =>
      onCommand(correct, 'QUIT', ({ drop }, _command, next) => {
        drop?.marked.clear();
        return next();
      }),
  },
  {
    name: 'dele-marks-next',
    title: 'DELE n marks message n+1',
    row: 'rfc1939-5-dele-marks',
    plant: (correct) => withWords(correct, ['DELE'], ([number]) => [String(Number(number) + 1)]),
  },
  {
    name: 'dele-twice-ok',
    title: 'DELE of a message already marked gets +OK',
    row: 'rfc1939-5-dele-not-deleted',
    plant: blindToMarks('DELE'),
  },
  {
    name: 'list-shows-deleted',
    title: 'LIST lists marked messages',
    row: 'rfc1939-5-list-excludes-deleted',
    plant: blindToMarks('LIST'),
  },
  {
    name: 'stat-counts-deleted',
    title: 'STAT counts marked messages',
    row: 'rfc1939-5-stat-excludes-deleted',
    plant: blindToMarks('STAT'),
  },
  {
    name: 'retr-marks',
    title: 'RETR marks the message as deleted',
    row: 'rfc1939-5-retr-idempotent',
    plant: (correct) =>
      onCommand(correct, 'RETR', ({ drop }, { rest }, next) => {
        const reply = next();
        if (isOk(reply)) drop?.marked.add(Number(rest));
        return reply;
      }),
  },
  {
    name: 'numbers-shift',
    title: 'after DELE the messages behind it move up by one',
    row: 'rfc1939-4-numbers-stable',
    plant: (correct) =>
      withWords(correct, withNumbers, ([number, ...rest], drop) => [
        String(drop.present[Number(number) - 1]?.number ?? drop.all.length + 1),
        ...rest,
      ]),
  },
  {
    name: 'number-wraps',
    title: 'message numbers are taken modulo 2^32',
    row: 'rfc1939-5-retr-nosuch',
    plant: (correct) =>
      withWords(correct, withNumbers, ([number = '', ...rest]) =>
        /^\d{1,15}$/.test(number) ? [String(Number(number) % 2 ** 32), ...rest] : [number, ...rest],
      ),
  },
  {
    name: 'new-mail-takes-numbers',
    title: 'mail that arrives in a session shows in it',
    row: 'rfc1939-4-new-mail-not-visible',
    plant: (correct) =>
      onCommand(correct, '*', (session, _command, next) => {
        const { drop } = session;
        if (drop !== null) {
          session.drop = new Maildrop(drop.lock);
          for (const number of drop.marked) session.drop.marked.add(number);
        }
        return next();
      }),
  },
  {
    name: 'rset-reads-maildrop-again',
    title: 'after RSET mail that came meanwhile has numbers',
    row: 'rfc1939-4-new-mail-not-visible',
    plant: (correct) =>
      onCommand(correct, 'RSET', (session, _command, next) => {
        if (session.drop !== null) session.drop = new Maildrop(session.drop.lock);
        return next();
      }),
  },
  {
    name: 'new-mail-lost-at-quit',
    title: 'QUIT writes back what the session knew, without mail that came meanwhile',
    row: 'rfc1939-6-quit-only-marked',
    plant: (correct) => ({
      ended: (session, drop, update) => {
        const { mailbox } = drop.lock;
        const known = new Set(drop.all.map(({ message }) => message.uid));
        const later = mailbox.messages.filter(({ uid }) => !known.has(uid));
        if (update && drop.marked.size > 0) mailbox.remove(new Set(later.map(({ uid }) => uid)));
        correct.ended(session, drop, update);
      },
    }),
  },
  {
    name: 'numbers-of-eight-bits',
    title: 'message numbers are taken modulo 256',
    row: 'rfc1939-5-dele-marks',
    plant: (correct) =>
      withWords(correct, withNumbers, ([number = '', ...more]) => [
        /^\d{1,9}$/.test(number) ? String(Number(number) % 256) : number,
        ...more,
      ]),
  },
  {
    name: 'lock-kept-after-quit',
    title: 'QUIT leaves the maildrop locked',
    row: 'rfc1939-6-quit-release-lock',
    plant: (correct) => ({
      ended: (session, drop, update) => {
        if (!update) correct.ended(session, drop, update);
      },
    }),
  },
]);

const stuffedSize = (correct: Pop3Behaviour, message: StoredMessage): number =>
  correct.stuff(message.octets).length;

/** What is listed and what is sent of a message. */
export const contentFaults = group('update', [
  {
    name: 'size-counts-stuffing',
    title: 'sizes count the dots that stuffing adds',
    row: 'rfc1939-11-size-no-stuff-count',
    plant: (correct) => ({ size: (message) => stuffedSize(correct, message) }),
  },
  {
    name: 'size-counts-lf',
    title: 'sizes count a line end as one octet',
    row: 'rfc1939-5-scan-exact-size',
    plant: (correct) => ({ size: (message) => correct.size(message) - messageLines(message.octets).length }),
  },
  {
    name: 'blanks-at-line-ends-lost',
    title: 'blanks at the ends of lines are not sent',
    row: 'rfc1939-5-retr-whole-message',
    plant: (correct) => ({
      stuff: (octets) =>
        correct.stuff(Buffer.from(octets.toString('latin1').replace(/[ \t]+\r\n/g, '\r\n'), 'latin1')),
    }),
  },
  {
    name: 'headers-unfolded',
    title: 'folded header lines are sent as one',
    row: 'rfc1939-5-retr-whole-message',
    plant: (correct) => ({
      stuff: (octets) =>
        correct.stuff(
          Buffer.from(octets.toString('latin1').replace(/(\S)\r\n[ \t](?=\S)/g, '$1 '), 'latin1'),
        ),
    }),
  },
  {
    name: 'dots-not-stuffed',
    title: 'lines that begin with a dot are sent as they are',
    row: 'rfc1939-3-byte-stuffing',
    plant: () => ({ stuff: (octets) => octets }),
  },
  {
    name: 'first-octet-not-stuffed',
    title: 'a dot as the very first octet of a message is not doubled',
    row: 'rfc1939-3-byte-stuffing-first-octet',
    plant: (correct) => ({ stuff: (octets) => correct.stuff(octets).subarray(octets[0] === 0x2e ? 1 : 0) }),
  },
  {
    name: 'top-not-stuffed',
    title: 'TOP does not double dots, RETR does',
    row: 'rfc1939-7-byte-stuff-top',
    plant: (correct) => {
      let cut: Buffer | null = null;
      return {
        topOf: (octets, lines) => (cut = correct.topOf(octets, lines)),
        stuff: (octets) => (octets === cut ? octets : correct.stuff(octets)),
      };
    },
  },
  {
    name: 'top-one-line-more',
    title: 'TOP sends one line more than asked for',
    row: 'rfc1939-7-top-header-blank-lines',
    plant: (correct) => ({ topOf: (octets, lines) => correct.topOf(octets, lines + 1) }),
  },
  {
    name: 'top-zero-without-blank',
    title: 'TOP with 0 lines leaves out the blank line',
    row: 'rfc1939-7-top-zero',
    plant: (correct) => ({
      topOf: (octets, lines) => correct.topOf(octets, lines).subarray(0, lines === 0 ? -2 : undefined),
    }),
  },
  {
    name: 'uidl-by-position',
    title: 'a unique-id is the position in the maildrop',
    row: 'rfc1939-7-uidl-stable-after-dele',
    plant: () => ({
      uniqueId: (drop, message) => `id${String(drop.all.findIndex((e) => e.message.uid === message.uid))}`,
    }),
  },
  {
    name: 'uidl-per-session',
    title: 'unique-ids are others in each session',
    row: 'rfc1939-7-uidl-persistent',
    plant: (correct) => {
      const sessions = new WeakMap<Maildrop, number>();
      let count = 0;
      return {
        uniqueId: (drop, message) => {
          sessions.set(drop, sessions.get(drop) ?? ++count);
          return `${String(sessions.get(drop))}.${correct.uniqueId(drop, message)}`;
        },
      };
    },
  },
  {
    name: 'uidl-changes-after-drop',
    title: 'unique-ids are others after a session that ended without QUIT',
    row: 'rfc1939-7-uidl-persistent-drop',
    plant: (correct) => {
      let drops = 0;
      return {
        uniqueId: (drop, message) => `${String(drops)}.${correct.uniqueId(drop, message)}`,
        ended: (session, drop, update) => {
          if (!update) drops++;
          correct.ended(session, drop, update);
        },
      };
    },
  },
  {
    name: 'uidl-reused',
    title: 'new mail takes the unique-ids of removed mail',
    row: 'rfc1939-7-uidl-no-reuse',
    plant: () => {
      const given = new Map<object, Map<number, number>>();
      return {
        uniqueId: ({ lock }, { uid }) => {
          const stored = new Set(lock.mailbox.messages.map((message) => message.uid));
          const kept = [...(given.get(lock.mailbox) ?? [])].filter(([old]) => stored.has(old));
          const ids = new Map(kept);
          for (let id = 1; !ids.has(uid); id++) if (!new Set(ids.values()).has(id)) ids.set(uid, id);
          given.set(lock.mailbox, ids);
          return `id${String(ids.get(uid))}`;
        },
      };
    },
  },
  {
    name: 'uidl-too-long',
    title: 'unique-ids have 71 characters',
    row: 'rfc1939-7-uidl-length',
    plant: (correct) => ({ uniqueId: (drop, message) => correct.uniqueId(drop, message).padEnd(71, 'x') }),
  },
  {
    name: 'uidl-with-space',
    title: 'unique-ids hold a space',
    row: 'rfc1939-7-uidl-nothing-follows',
    plant: (correct) => ({ uniqueId: (drop, message) => correct.uniqueId(drop, message).replace('.', ' ') }),
  },
  {
    name: 'uidl-same-for-all',
    title: 'all messages have the same unique-id',
    row: 'rfc1939-7-uidl-unique',
    plant: () => ({ uniqueId: ({ lock }) => String(lock.mailbox.uidValidity) }),
  },
]);

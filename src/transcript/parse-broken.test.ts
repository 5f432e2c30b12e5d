import { describe, expect, it } from 'vitest';
import { parseTranscript } from './parse.js';

const known = {
  types: new Set(['number', 'msg-id', 'base64', 'text', 'any', 'lines']),
  functions: new Set(['apop', 'octets', 'decode', 'repeat']),
  names: new Set(['user', 'secret', 'other-secret']),
};

/** Each with `line:column message (hint)`, one line per problem. */
function problemsOf(text: string): string {
  return parseTranscript(text, 'x.transcript', known)
    .problems.map(({ at, message, hint }) => `${at.line}:${at.column} ${message}${hint ? ` (${hint})` : ''}`)
    .join('\n');
}

function table(snippets: readonly string[], whole: (snippet: string) => string): string {
  const shown = (each: string): string =>
    each.replaceAll('\0', '␀').replaceAll('\t', '→').replace(/ $/gm, '·');
  const entries = snippets.map((each) => `${shown(each)}\n${problemsOf(whole(each)).replace(/^/gm, '    ')}`);
  return `\n${entries.join('\n')}\n`;
}

const asFile = (text: string): string => text;
const asHeads = (text: string): string =>
  `RFC 1939 section 7: APOP\nprotocol: pop3\nside: both\n== a\n${text}\n\nrule: r\nC: STAT\n`;
const asSteps = (text: string): string =>
  `Mine\nprotocol: pop3\n== a\nside: server\n\nrule: r\nC: STAT\n${text}\n`;

describe('what is wrong is said with its place', () => {
  it('in the head of a file', () => {
    const good = '== a\nside: server\n\nrule: r\n';
    const files = [
      '',
      '\n# only a comment\n',
      'protocol: pop3\n' + good,
      good,
      'RFC 1939: APOP\nprotocol: pop3\n' + good,
      'rfc1939 section 7: APOP\nprotocol: pop3\n' + good,
      'Mine\n' + good,
      'Mine\nprotocol: smtp\n' + good,
      'Mine\nprotocol: pop3\nprotocol: imap\n' + good,
      'Mine\nprotocl: pop3\n' + good,
      'Mine\nprotocol: pop3\nsome prose\n' + good,
      'Mine\nprotocol: pop3\n',
      'Mine\nprotocol: pop3\nside: servre\n== a\n\nrule: r\n',
      'Mine\nprotocol: pop3\n==a\nside: server\n\nrule: r\n',
      'Mine\nprotocol: pop3\n== A case\nside: server\n\nrule: r\n',
      'Mine\nprotocol: pop3\n== a b\nside: server\n\nrule: r\n',
      'Mine\nprotocol: pop3\n' + good + '\n' + good,
      'Mine\nprotocol: pop3\n== a\n\nrule: r\n',
    ];
    expect(table(files, asFile)).toMatchInlineSnapshot(`
      "

          1:1 an empty file: the first line must be a title (RFC 1939 section 7: APOP)

      # only a comment

          1:1 an empty file: the first line must be a title (RFC 1939 section 7: APOP)
      protocol: pop3
      == a
      side: server

      rule: r

          1:1 the first line must be a title (RFC 1939 section 7: APOP)
      == a
      side: server

      rule: r

          1:1 the first line must be a title (RFC 1939 section 7: APOP)
      RFC 1939: APOP
      protocol: pop3
      == a
      side: server

      rule: r

          1:1 this title names no section (write it like RFC 1939 section 7: APOP)
      rfc1939 section 7: APOP
      protocol: pop3
      == a
      side: server

      rule: r

          1:1 this title names no section (write it like RFC 1939 section 7: APOP)
      Mine
      == a
      side: server

      rule: r

          1:1 this file has no \`protocol:\` (write protocol: pop3 or protocol: imap)
      Mine
      protocol: smtp
      == a
      side: server

      rule: r

          2:11 expected pop3, imap; found \`smtp\`
      Mine
      protocol: pop3
      protocol: imap
      == a
      side: server

      rule: r

          3:1 a second \`protocol:\`
      Mine
      protocl: pop3
      == a
      side: server

      rule: r

          1:1 this file has no \`protocol:\` (write protocol: pop3 or protocol: imap)
          2:1 unknown head \`protocl:\` (did you mean protocol?)
      Mine
      protocol: pop3
      some prose
      == a
      side: server

      rule: r

          3:1 expected a head or \`== name\` (prose stands in the cases)
      Mine
      protocol: pop3

          3:1 this file has no case (a case begins with == name)
      Mine
      protocol: pop3
      side: servre
      == a

      rule: r

          3:7 expected server, client, both; found \`servre\`
      Mine
      protocol: pop3
      ==a
      side: server

      rule: r

          3:3 expected \`== name\` (two equals signs, a blank, the name of the case)
      Mine
      protocol: pop3
      == A case
      side: server

      rule: r

          3:4 expected the name of a case, found \`A\` (lower case letters, digits, \`-\` and \`.\`)
      Mine
      protocol: pop3
      == a b
      side: server

      rule: r

          3:6 unexpected \`b\`
      Mine
      protocol: pop3
      == a
      side: server

      rule: r

      == a
      side: server

      rule: r

          8:1 a second case \`a\` (the first is in line 3)
      Mine
      protocol: pop3
      == a

      rule: r

          3:1 this case has no \`side:\` (write side: server, side: client or side: both)
      "
    `);
  });

  it('in the heads of a case', () => {
    const heads = [
      'side: servers',
      'side: server\nside: client',
      'needs:',
      'needs: "apop',
      'needs: apop!"x"',
      'neds: apop',
      'needs: apop\nwhatever: x',
      'needs: apop\nSome prose.',
      'protocol: imap',
      'state: authenticated',
      'state: 1=auth 1=auth',
      'state: 2 auth',
      'state: 0=auth',
      'state: selected',
      'state: selected(box)',
      'mail: box',
      'mail: 120 two',
      'mail: "../x"',
      'mail: 99999999',
      'account: mrose',
      'account: secret-66',
      'account: john doe secret',
      'errand: apop',
      'errand: mech=',
      'errand: mech=apop mech=user',
      'example: user=x "',
      'each: 0..31',
      'each: i 0..31',
      'each: i in 31..0',
      'each: i in 0..',
      'each: i in',
      'each: i in STAT',
      'Prose.\nC: STAT',
      'slow: because \\',
    ];
    expect(table(heads, asHeads)).toMatchInlineSnapshot(`
      "
      side: servers
          5:7 expected server, client, both; found \`servers\`
      side: server
      side: client
          6:1 a second \`side:\` (put all into one)
      needs:
          5:7 \`needs:\` says nothing
      needs: "apop
          5:8 this string has no closing quote
      needs: apop!"x"
          5:13 a quote inside a word (quote the whole word: "a \\" b")
      neds: apop
          5:1 unknown head \`neds:\` (did you mean needs?)
      needs: apop
      whatever: x
          6:1 unknown head \`whatever:\` (prose can begin with \`\\\`)
      needs: apop
      Some prose.
          6:1 prose comes before the heads (a blank line ends the heads)
      protocol: imap
          5:1 \`protocol:\` belongs to the head of the file (all cases of a file speak one protocol)
      state: authenticated
          5:8 expected nonauth, auth or selected(box); found \`authenticated\`
      state: 1=auth 1=auth
          5:15 connection 1 has a state already
      state: 2 auth
          5:9 expected \`=\`, found \` \` (write 2=auth)
      state: 0=auth
          5:8 connections are numbered 1 to 99
      state: selected
          5:16 selected needs the name of a mailbox (write selected(box))
      state: selected(box)
          4:1 POP3 has no selected state (write state: auth)
      mail: box
          5:10 this mailbox has no messages (write box empty if it is to have none)
      mail: 120 two
          5:11 expected a size in octets or a file name in quotes (a mailbox is named first)
      mail: "../x"
          5:7 not the name of a message file (letters, digits, \`.\`, \`_\` and \`-\` only)
      mail: 99999999
          5:7 a message has at most 67108864 octets
      account: mrose
          5:10 expected a user and a secret, or a special account (one of secret-1, secret-40, secret-63, secret-64, secret-65, secret-80, secret-129, secret-long, secret-space, secret-quote, secret-8bit, user-space, user-40)
      account: secret-66
          5:10 expected a user and a secret, or a special account (did you mean secret-63?)
      account: john doe secret
          5:19 an account is a user and a secret (quote what holds blanks: "john doe" "my secret")
      errand: apop
          5:9 expected \`name=value\`, found \`apop\`
      errand: mech=
          5:9 \`mech\` has no value (write "" for none)
      errand: mech=apop mech=user
          5:19 \`mech\` is given twice
      example: user=x "
          5:14 expected \`name=value\`, found \`=\`
      each: 0..31
          5:7 expected a name, found \`0\` (write i in 0..31)
      each: i 0..31
          5:9 expected \`in\`, found \`0\` (write i in 0..31)
      each: i in 31..0
          5:12 a range runs upwards over at most 65536 values
      each: i in 0..
          5:15 expected the last number, found the end of the line
      each: i in
          5:11 there are no values (write 0..31, or values with blanks between)
      each: i in STAT
          5:12 expected a number or a string in quotes
      Prose.
      C: STAT
          6:1 a blank line must stand before the first step (prose can begin with \`\\\`)
      slow: because \\
          7:1 a blank line must stand before the first step (prose can begin with \`\\\`)
      "
    `);
  });

  it('in steps', () => {
    const steps = [
      'c: STAT',
      'C STAT',
      'C; STAT',
      'C:STAT',
      'C:\tSTAT',
      'C* STAT',
      'C: STAT ',
      'C: ',
      'C0: STAT',
      'C100: STAT',
      'USER mrose',
      'side: client',
      'S: (closed)',
      'S: (anything)',
      'S! (close)',
      'C? (close)',
      'S: (login)',
      'C: (wait 3s)',
      '(wait 3)',
      '(wait 9999s)',
      '(close)',
      '(wait 3s) C: STAT',
      '(wait 3s',
      'C: (select box)',
      'C= STAT',
      'C= "STAT',
      'C= "\\q"',
      'C= "\\x4"',
      'C= "STAT" # no comment here',
      'C: ${user',
      'C: ${}',
      'C: ${x:}',
      'C: ${:}',
      'S: ${not:text}',
      'S: ${x:msgid}',
      'S: ${x:number} ${x:text}',
      'S: ${x:number = }',
      'C: ${apopp(x, secret)}',
      'C: ${apop(old secret)}',
      'C: ${apop(old,)}',
      'C: ${use}',
      'rule r',
      'rule:',
      'rule: a b',
      'assert: 1 == 1',
      'assert 1 = 1',
      'assert 1-1 == 0',
      'assert user == 1 == 2',
      'assert user && secret',
      'assert user is',
      'assert user is msgid',
      'assert (user',
      'assert 99999999999999999999 == 1',
      'assert "x',
      'assert !user',
      'observe it',
      'observe:',
      'then what',
      'or',
      'end',
      'either\n  S: +OK',
      'either\n  S: +OK\nend',
      'C! STAT',
      'S& +OK',
      'C: a\u0000b',
      'C: STAT \\',
      'C: STAT \\\n   and ${more}',
    ];
    expect(table(steps, asSteps)).toMatchInlineSnapshot(`
      "
      c: STAT
          8:1 this is no step: \`c\` (a step begins with \`C:\` or \`S:\`, a number before the mark, or with a word such as rule:)
      C STAT
          8:2 unknown mark: \` \` (the steps of this side are C: C? C! C& C=)
      C; STAT
          8:2 unknown mark: \`;\` (the steps of this side are C: C? C! C& C=)
      C:STAT
          8:3 one blank stands behind \`C:\`
      C:→STAT
          8:3 one blank stands behind \`C:\`
      C* STAT
          8:2 unknown mark: \`*\` (the steps of this side are C: C? C! C& C=)
      C: STAT·
          8:8 trailing blanks (remove them, or write \${" "} if they are meant)
      C:·
          8:3 trailing blanks (write \`C:\` alone for an empty line)
      C0: STAT
          8:2 connections are numbered 1 to 99
      C100: STAT
          8:2 connections are numbered 1 to 99
      USER mrose
          8:1 this is no step: \`USER\` (a step begins with \`C:\` or \`S:\`, a number before the mark, or with a word such as rule:)
      side: client
          8:1 the head \`side:\` among the steps (heads come before the first blank line)
      S: (closed)
          8:4 unknown stage direction \`(closed)\` (did you mean (close)?)
      S: (anything)
          8:4 unknown stage direction \`(anything)\` (if these octets are meant, write \${"("}anything))
      S! (close)
          8:4 \`(close)\` is written \`S:\` or \`S?\`
      C? (close)
          8:4 \`(close)\` is written \`C:\`, \`S:\` or \`S?\`
      S: (login)
          8:4 \`(login)\` is written \`C:\`
      C: (wait 3s)
          8:4 \`(wait 3s)\` is written without \`C:\` or \`S:\`
      (wait 3)
          8:1 unknown stage direction \`(wait 3)\` (write (wait 200ms), (wait 3s), (restart) or (run again))
      (wait 9999s)
          8:1 a wait is at most 600s
      (close)
          8:1 \`(close)\` is written \`C:\`, \`S:\` or \`S?\`
      (wait 3s) C: STAT
          8:10 text behind a stage direction
      (wait 3s
          8:1 this stage direction has no closing \`)\`
      C: (select box)
          8:1 POP3 has no mailbox to select
      C= STAT
          8:4 \`C=\` takes its octets in quotes (write "...\\r\\n")
      C= "STAT
          8:4 this string has no closing quote
      C= "\\q"
          8:5 unknown escape in a string (write \\r \\n \\t \\0 \\xHH \\\\ \\" or \\$)
      C= "\\x4"
          8:5 unknown escape in a string (write \\r \\n \\t \\0 \\xHH \\\\ \\" or \\$)
      C= "STAT" # no comment here
          8:11 unexpected \`#\`
      C: \${user
          8:4 this hole has no closing \`}\`
      C: \${}
          8:4 an empty hole (write \${name:type} or \${value})
      C: \${x:}
          8:8 this hole has no type (write \${name:type})
      C: \${:}
          8:7 this hole has no type (write \${name:type})
      S: \${not:text}
          8:6 nothing can be called \`not\`
      S: \${x:msgid}
          8:4 unknown type \`msgid\` (did you mean msg-id?)
      S: \${x:number} \${x:text}
          8:16 \`x\` is number elsewhere in this case, and text here
      S: \${x:number = }
          8:17 expected a value, found \`}\`
      C: \${apopp(x, secret)}
          8:6 unknown function \`apopp\` (did you mean apop?)
          8:12 nothing is called \`x\` here
      C: \${apop(old secret)}
          8:15 expected \`,\` or \`)\`, found \`secret\`
      C: \${apop(old,)}
          8:15 expected a value, found \`)\`
      C: \${use}
          8:6 nothing is called \`use\` here (did you mean user?)
      rule r
          8:5 \`rule\` is followed by a colon (write rule: and the id of a row)
      rule:
          8:6 expected the id of a row, found the end of the line
      rule: a b
          8:9 unexpected \`b\`
      assert: 1 == 1
          8:7 no colon behind \`assert\` (write assert and an expression)
      assert 1 = 1
          8:10 unexpected \`=\` (write == to compare)
      assert 1-1 == 0
          8:9 unexpected \`-\` (a minus needs a blank on both sides and a value before it)
      assert user == 1 == 2
          8:18 comparisons cannot be chained (join them with and)
      assert user && secret
          8:13 unexpected \`&\` (write and)
      assert user is
          8:15 expected the name of a type, found the end of the line
      assert user is msgid
          8:16 unknown type \`msgid\` (did you mean msg-id?)
      assert (user
          8:13 expected \`)\`, found the end of the line
      assert 99999999999999999999 == 1
          8:8 this number is too large
      assert "x
          8:8 this string has no closing quote
      assert !user
          8:8 expected a value, found \`!\` (write not)
      observe it
          8:8 \`observe\` is followed by a colon (write observe: and what is seen)
      observe:
          8:9 \`observe:\` says nothing
      then what
          8:6 unexpected \`what\`
      or
          8:1 \`or\` without \`either\`
      end
          8:1 \`end\` without \`either\`
      either
        S: +OK
          8:1 \`either\` without \`end\`
      either
        S: +OK
      end
          8:1 \`either\` without \`or\`
      C! STAT
          8:1 \`C!\` needs side: client (here the harness is the client; S! forbids a line of the server)
      S& +OK
          8:1 no \`S\` line before this \`S&\` (it shares the segment of the line before)
      C: a␀b
          8:5 a control character (write it as \\r, \\0 or \\xHH in a C= or S= step)
      C: STAT \\
          8:9 nothing follows the joining \`\\\`
      C: STAT \\
         and \${more}
          9:10 nothing is called \`more\` here
      "
    `);
  });

  it('in what stands before the first rule', () => {
    const cases = [
      'C: STAT',
      'assert 1 == 1\nrule: r',
      'observe: x\nrule: r',
      'either\n rule: r\nor\nend\nassert 1 == 1',
    ];
    const whole = (steps: string): string => `Mine\nprotocol: pop3\n== a\nside: server\n\n${steps}\n`;
    expect(table(cases, whole)).toMatchInlineSnapshot(`
      "
      C: STAT
          3:1 this case has no \`rule:\` (it would judge nothing)
      assert 1 == 1
      rule: r
          6:1 \`assert\` before any \`rule:\` (there is nothing yet to charge it to)
      observe: x
      rule: r
          6:1 \`observe:\` before any \`rule:\` (there is nothing yet to charge it to)
      either
       rule: r
      or
      end
      assert 1 == 1
          10:1 \`assert\` before any \`rule:\` (there is nothing yet to charge it to)
      "
    `);
  });

  it('and nesting is limited', () => {
    const parens = `assert ${'('.repeat(40)}1${')'.repeat(40)} == 1`;
    expect(problemsOf(asSteps(parens))).toBe('8:41 nested deeper than 32');
    const nots = `assert ${'not '.repeat(5000)}user`;
    expect(problemsOf(asSteps(nots))).toBe('8:139 nested deeper than 32');
    const sum = `assert ${'1 + '.repeat(400)}1 == 1`;
    expect(problemsOf(asSteps(sum))).toBe('8:1031 this expression has more than 256 parts');
    const either = 'either\n'.repeat(50_000);
    expect(problemsOf(asSteps(either))).toBe('40:1 nested deeper than 32');
  });
});

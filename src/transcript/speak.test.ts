import { describe, expect, it } from 'vitest';
import { Environment } from './environment.js';
import type { EvaluationContext } from './evaluate.js';
import { functions } from './functions.js';
import { Random } from './random.js';
import { speak, type Speech } from './speak.js';
import { parseTemplate } from './template-parser.js';
import { matchesType } from './types.js';
import { UnboundName } from './value.js';

const at = { file: 'a.transcript', line: 1, column: 1 };
const context: EvaluationContext = { functions, messages: [], random: Random.from('test') };
const known = Environment.of([
  ['user', Buffer.from('tim')],
  ['secret', Buffer.from('open sesame')],
  ['stamp', Buffer.from('<1@x>')],
]);

function say(template: string, quoted = false): Extract<Speech, { kind: 'spoken' }> {
  const said = speak(parseTemplate(template, at, quoted), known, context);
  if (said.kind !== 'spoken') throw new Error(said.reason);
  return said;
}

describe('speak', () => {
  it.each([
    ['+OK ... ${stamp} ...', '+OK <1@x>'],
    ['+OK ...', '+OK'],
    ['a ... b', 'a b'],
    ['a...b', 'ab'],
    ['a ...b', 'a b'],
    ['...', ''],
    ['USER ${user}', 'USER tim'],
    ['${user:word} ${1 + 2}', 'tim 3'],
    ['<${n:number = 7}> ${n}', '<7> 7'],
    ['${m:msg-id = "<a@b>"}', '<a@b>'],
  ])('%s', (template, expected) => {
    expect(say(template).octets.toString('latin1')).toBe(expected);
  });

  it('makes a value for a hole nothing is bound to, binds it and repeats it', () => {
    const said = say('+OK ${s:msg-id} ${s:msg-id}');
    const made = said.environment.get('s');
    if (!Buffer.isBuffer(made)) throw new Error('not bound');
    expect(matchesType('msg-id', made)).toBe(true);
    expect(said.octets.toString()).toBe(`+OK ${made.toString()} ${made.toString()}`);
    expect(known.has('s')).toBe(false);
    expect(say('${:digest}').environment.names()).toEqual(known.names());
  });

  it('says raw octets as they are', () => {
    expect(say('"A1 \\0\\xff${user}...\\r\\n"', true).octets.toString('latin1')).toBe('A1 \0\xfftim...\r\n');
  });

  it('tells where the secret can be read', () => {
    expect(say('PASS ${secret}').secretRanges).toEqual([{ start: 5, end: 16 }]);
    expect(say('${user} ${base64(plain("", user, secret))}').secretRanges).toEqual([{ start: 4, end: 28 }]);
    expect(say('APOP ${user} ${apop(stamp, secret)}').secretRanges).toEqual([]);
    expect(say('APOP ${user} ${hex(md5(join(stamp, secret)))}').secretRanges).toEqual([]);
    expect(say('x ${secret:text}').secretRanges).toEqual([{ start: 2, end: 13 }]);
  });

  it('cannot say what does not come of a peer’s octets, and faults what is the case’s own', () => {
    expect(speak(parseTemplate('C ${decode(user)}', at), known, context)).toEqual({
      kind: 'unfit',
      reason: 'not BASE64: length',
      at: { file: 'a.transcript', line: 1, column: 3 },
    });
    expect(() => say('${nothing}')).toThrow(UnboundName);
  });
});

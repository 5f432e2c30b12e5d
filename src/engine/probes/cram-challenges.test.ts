import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repeated } from './cram-challenges.js';

describe('repeated', () => {
  it('names the text that came most often, and how often', () => {
    expect(repeated(['a', 'b', 'c', 'b', 'a', 'b'])).toEqual({ text: 'b', times: 3 });
    expect(repeated([])).toBeNull();
  });

  it('is null just where all differ', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2 })), (texts) => {
        expect(repeated(texts) === null).toBe(new Set(texts).size === texts.length);
      }),
    );
  });
});

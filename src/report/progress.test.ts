import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openProgress } from './progress.js';

function terminal(isTTY: boolean) {
  let text = '';
  const stream = new PassThrough();
  stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const tty = Object.assign(stream, {
    isTTY,
    columns: 40,
    fd: 2,
    clearLine: () => true,
    cursorTo: () => true,
    moveCursor: () => true,
  });
  return { stream: tty as unknown as NodeJS.WriteStream, text: () => text };
}

test('none in a pipe', async () => {
  expect(await openProgress(terminal(false).stream)).toBeNull();
});

test('on a terminal one line that fits, and nothing goes on when it is stopped', async () => {
  const { stream, text } = terminal(true);
  const progress = await openProgress(stream);
  progress?.show(`1/10 ${'x'.repeat(100)}`);
  progress?.clear();
  progress?.stop();
  expect(text()).toContain(`1/10 ${'x'.repeat(31)}`);
  expect(text()).not.toContain('x'.repeat(32));
});

import type { Page } from '../report/console-point.js';
import { choosePaint } from '../report/paint.js';

/** How wide and how colourful a stream is. */
export function pageOf(stream: NodeJS.WriteStream): Page {
  return { width: Math.min(stream.columns || 100, 120), paint: choosePaint(stream.isTTY, process.env) };
}

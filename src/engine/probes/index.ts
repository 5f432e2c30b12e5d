import type { Probe } from '../probe.js';
import { apopTimestampMany } from './apop-timestamp-many.js';

/** Every probe there is; a new one is a file beside this and a line here. */
export const probes: readonly Probe[] = [apopTimestampMany];

import type { Probe } from '../probe.js';

export const probes: readonly Probe[] = [];

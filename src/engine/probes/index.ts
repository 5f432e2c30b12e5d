import type { Probe } from '../probe.js';
import { apopPredictable } from './apop-predictable.js';
import { apopTimestampMany } from './apop-timestamp-many.js';
import { apopTimestampRestart } from './apop-timestamp-restart.js';
import { apopTimestampSecond } from './apop-timestamp-second.js';
import { dropReleasesLock, quitReleasesLock } from './lock-released.js';
import { uidlNoReuse } from './uidl-no-reuse.js';

/** Every probe there is; a new one is a file beside this and a line here. */
export const probes: readonly Probe[] = [
  apopTimestampMany,
  apopTimestampSecond,
  apopTimestampRestart,
  apopPredictable,
  quitReleasesLock,
  dropReleasesLock,
  uidlNoReuse,
];

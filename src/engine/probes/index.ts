import type { Probe } from '../probe.js';
import { apopPredictable } from './apop-predictable.js';
import { apopTimestampMany } from './apop-timestamp-many.js';
import { apopTimestampRestart } from './apop-timestamp-restart.js';
import { apopTimestampSecond } from './apop-timestamp-second.js';
import { cramChallengeMany } from './cram-challenge-many.js';
import { cramChallengeSameConnection } from './cram-challenge-same-connection.js';
import { cramWrongAttempts } from './cram-wrong-attempts.js';
import { apopAttempts, passAttempts } from './attempts.js';
import { dropReleasesLock, quitReleasesLock } from './lock-released.js';
import { listedMechanisms } from './listed-mechanisms.js';
import { newMailNotVisible } from './new-mail-not-visible.js';
import { newMailSurvives } from './new-mail-survives.js';
import { plainWithoutTls } from './plain-without-tls.js';
import { sameRefusal } from './same-refusal.js';
import { scramSha1NonceMany, scramSha256NonceMany } from './scram-nonce-many.js';
import { uidlNoReuse } from './uidl-no-reuse.js';

/** Every probe there is; a new one is a file beside this and a line here. */
export const probes: readonly Probe[] = [
  apopTimestampMany,
  apopTimestampSecond,
  apopTimestampRestart,
  apopPredictable,
  cramChallengeMany,
  cramChallengeSameConnection,
  cramWrongAttempts,
  quitReleasesLock,
  dropReleasesLock,
  listedMechanisms,
  newMailNotVisible,
  newMailSurvives,
  uidlNoReuse,
  passAttempts,
  apopAttempts,
  sameRefusal,
  scramSha1NonceMany,
  scramSha256NonceMany,
  plainWithoutTls,
];

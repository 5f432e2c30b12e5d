import { MailspecError } from '../../model/errors.js';
import { correctPop3 } from '../session/pop3/behaviour.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import { attemptFaults } from './attempts.js';
import { authFaults } from './auth.js';
import { challengeFaults } from './challenges.js';
import { digestFaults } from './digests.js';
import type { Fault } from './fault.js';
import { leakFaults } from './leaks.js';
import { lineFaults } from './lines.js';
import { passwordFaults } from './passwords.js';
import { replayFaults } from './replay.js';
import { scramFaults } from './scram.js';
import { stateFaults } from './state.js';
import { stlsFaults } from './stls.js';
import { contentFaults, updateFaults } from './update.js';

export type { Fault, FaultGroup } from './fault.js';

/** All faults there are. */
export const faults: readonly Fault[] = [
  ...stateFaults,
  ...digestFaults,
  ...challengeFaults,
  ...replayFaults,
  ...authFaults,
  ...attemptFaults,
  ...updateFaults,
  ...contentFaults,
  ...lineFaults,
  ...leakFaults,
  ...stlsFaults,
  ...passwordFaults,
  ...scramFaults,
];

/** A behaviour with these faults and no others. Throws E_USAGE for a name that is none. */
export function behaviourWith(names: readonly string[]): Pop3Behaviour {
  return names.reduce<Pop3Behaviour>((behaviour, name) => {
    const fault = faults.find((candidate) => candidate.name === name);
    if (fault === undefined) {
      const hint = 'mailspec list --faults names them all';
      throw new MailspecError('E_USAGE', `there is no fault ${JSON.stringify(name)}`, { hint });
    }
    return { ...behaviour, ...fault.plant(behaviour) };
  }, correctPop3);
}

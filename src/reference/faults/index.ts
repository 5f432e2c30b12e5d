import { MailspecError } from '../../model/errors.js';
import { correctPop3 } from '../session/pop3/behaviour.js';
import type { Pop3Behaviour } from '../session/pop3/behaviour.js';
import type { Fault } from './fault.js';

export type { Fault, FaultGroup } from './fault.js';

/** All faults there are. */
export const faults: readonly Fault[] = [];

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

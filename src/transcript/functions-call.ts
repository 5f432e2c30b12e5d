import type { Location } from '../model/location.js';
import { isScramMechanism, type ScramMechanism } from '../sasl/scram.js';
import { numberOf, octetsOf, ScriptError, Unfit, type Evaluated, type Value } from './value.js';

/** One function of the language. */
export interface ScriptFunction {
  /** Fewest and most arguments. */
  readonly min: number;
  readonly max: number;
  /** Whether the secret can be read back from the result when an argument holds it. */
  readonly shows: boolean;
  call(args: Arguments): Evaluated;
}

/** The evaluated arguments of one call. An octet argument that is missing is a fault of `min`. */
export class Arguments {
  readonly values: readonly Value[];
  readonly at: Location;
  /** The messages of `mail:`. */
  readonly messages: readonly Buffer[];

  constructor(values: readonly Value[], at: Location, messages: readonly Buffer[]) {
    this.values = values;
    this.at = at;
    this.messages = messages;
  }

  value(index: number): Value {
    const value = this.values[index];
    if (value === undefined) throw this.fault(`argument ${index + 1} is missing`);
    return value;
  }

  octets(index: number): Buffer {
    return octetsOf(this.value(index), this.at);
  }

  number(index: number): number | Unfit {
    return numberOf(this.value(index), this.at);
  }

  /** A number the script itself gives: anything but a whole number from `min` to `max` is its fault. */
  count(index: number, min: number, max: number): number {
    const number = this.number(index);
    if (number instanceof Unfit || !Number.isInteger(number) || number < min || number > max)
      throw this.fault(`argument ${index + 1} must be a whole number from ${min} to ${max}`);
    return number;
  }

  scram(index: number): ScramMechanism {
    const name = this.octets(index).toString('latin1').toUpperCase();
    if (!isScramMechanism(name)) throw this.fault(`argument ${index + 1} is no SCRAM mechanism known here`);
    return name;
  }

  fault(message: string): ScriptError {
    return new ScriptError(message, this.at);
  }
}

/** A function of `min` to `max` arguments; `shows: false` where no argument can be read back. */
export function define(
  min: number,
  max: number,
  call: (args: Arguments) => Evaluated,
  shows = true,
): ScriptFunction {
  return { min, max, shows, call };
}

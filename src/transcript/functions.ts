import { capaFunctions } from './functions-capa.js';
import type { ScriptFunction } from './functions-call.js';
import { digestFunctions } from './functions-digest.js';
import { listFunctions } from './functions-list.js';
import { scramFunctions } from './functions-scram.js';
import { textFunctions } from './functions-text.js';

/** Every function of the language: docs/transcripts.md, "Functions". */
export const functions: ReadonlyMap<string, ScriptFunction> = new Map<string, ScriptFunction>(
  Object.entries({
    ...digestFunctions,
    ...scramFunctions,
    ...textFunctions,
    ...listFunctions,
    ...capaFunctions,
  }),
);

export const functionNames: ReadonlySet<string> = new Set(functions.keys());

/** Fewest and most arguments (Infinity: any number); undefined: no such function. */
export function arityOf(name: string): { readonly min: number; readonly max: number } | undefined {
  return functions.get(name);
}

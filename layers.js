/**
 * What each folder of src/ may import. Dependencies point downwards only:
 * cli -> report, fuzz -> engine -> suite, target -> transcript -> pop3, imap, sasl -> wire -> model.
 * `reference` (what the judge is proven against) must not share the judge's way of deciding what is
 * right, so it may not use sasl, pop3, imap, transcript or engine.
 */
const allowed = {
  model: [],
  wire: ['model'],
  pop3: ['wire', 'model'],
  imap: ['wire', 'model'],
  sasl: ['wire', 'model'],
  transcript: ['pop3', 'imap', 'sasl', 'wire', 'model'],
  reference: ['model'],
  suite: ['transcript', 'pop3', 'imap', 'sasl', 'wire', 'model'],
  target: ['reference', 'transcript', 'pop3', 'imap', 'sasl', 'wire', 'model'],
  engine: ['suite', 'target', 'reference', 'transcript', 'pop3', 'imap', 'sasl', 'wire', 'model'],
  fuzz: ['engine', 'suite', 'target', 'transcript', 'pop3', 'imap', 'sasl', 'wire', 'model'],
  report: ['engine', 'suite', 'transcript', 'model'],
};

export const layers = Object.keys(allowed);

/** Patterns for no-restricted-imports: every other folder of src/ that `layer` may not reach. */
export function forbiddenImports(layer) {
  const forbidden = [...layers, 'cli'].filter((other) => other !== layer && !allowed[layer].includes(other));
  return forbidden.map((other) => ({
    group: [`../${other}/*`, `../../${other}/*`, `../../../${other}/*`],
    message: `${layer}/ may not import ${other}/: dependencies point downwards only (layers.js).`,
  }));
}

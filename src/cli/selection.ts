import { MailspecError } from '../model/errors.js';
import type { Playable } from '../engine/run-case.js';
import { probes } from '../engine/probes/index.js';
import { loadSuites } from '../suite/find-cases.js';
import { select } from '../suite/select.js';

/** Every case that judges servers, transcripts and probes, in the order of the suites. */
export function serverCases(): Playable[] {
  const scripts = loadSuites().filter(({ side, protocol }) => side !== 'client' && protocol === 'pop3');
  const playables: Playable[] = [
    ...scripts.map((script) => ({ script, probe: null })),
    ...probes.map((probe) => ({ script: probe.script, probe })),
  ];
  return playables.sort((a, b) => sectionKey(a).localeCompare(sectionKey(b), 'en', { numeric: true }));
}

export function selectCases(patterns: readonly string[]): Playable[] {
  const chosen = select(serverCases(), ({ script }) => script.id, patterns);
  if (chosen.length > 0) return chosen;
  throw new MailspecError('E_NOTHING_SELECTED', 'no case is selected');
}

/** `rfc1939/7`: cases of one section stay together, transcripts before probes. */
function sectionKey({ script }: Playable): string {
  return `${script.rfc}/${script.section}`;
}

import type { PointRecord, RunRecord } from '../../src/report/record.js';
import { summarize } from '../../src/report/summary.js';
import { isFinding } from './published-run.js';

const head = `# Certificates of real servers

Each file is what \`mailspec certify <target>\` said of one server, started from its folder in
[\`targets/\`](../../targets) with the configuration that lies there. \`reference\` is the embedded server. What is known
of a server is explained by the \`baseline.yaml\` of its folder; exchanges stand in the files where something deviates.
\`npm run certificates\` writes the files and this page.
`;

const tail = `
A TAP file can be read back:

\`\`\`sh
mailspec report dovecot.tap
\`\`\`

Found something wrong in one? [Dispute it](../../docs/how-it-judges.md#disputing-a-case).
`;

/** A report as it was published, and what it says. */
export interface Certificate {
  readonly run: RunRecord;
  readonly text: string;
}

/** The page about all certificates: one line for each target, then one for each finding. */
export function certificatesPage(certificates: readonly Certificate[]): string {
  return `${head}\n${overview(certificates.map(({ run }) => run))}\n${certificates.map(findings).join('')}${tail}`;
}

function overview(runs: readonly RunRecord[]): string {
  const rows = runs.map((run) => {
    const { counts, total } = summarize(run);
    const unexpected = counts.fail + counts.error + counts.fixed;
    const { name } = run.target;
    return [`[${name}](${name}.tap)`, versionOf(run), total, counts.pass, counts.info, counts.known, counts.warn + counts.flaky, unexpected, counts.skip]; // prettier-ignore
  });
  return table(
    ['target', 'version', 'points', 'passed', 'info', 'known', 'warned', 'failed', 'skipped'],
    rows,
  );
}

function versionOf(run: RunRecord): string {
  return run.target.facts.find(({ name }) => name === 'version')?.value ?? `mailspec ${run.mailspec}`;
}

function findings({ run, text }: Certificate): string {
  const found = run.points.filter(isFinding);
  const { name } = run.target;
  const title = `\n## ${name} ${versionOf(run)}\n\n`;
  if (found.length === 0) return `${title}Nothing deviates.\n`;
  const rows = found.map((point) => [
    cell(point.requirement?.text ?? ''),
    sentence(point),
    `[\`${point.case}\`](${name}.tap#L${String(lineOf(text, point.number))})`,
    cell(point.reason === '' ? actual(point) : point.reason),
  ]);
  return `${title}${table(['requirement', 'sentence', 'case', 'what deviates, and from what'], rows)}`;
}

function lineOf(text: string, number: number): number {
  return text.slice(0, text.indexOf(`\nnot ok ${String(number)} - `) + 1).split('\n').length;
}

/** `RFC 1939 section 7, p16 L832 (MUST, fail)` */
function sentence({ requirement }: PointRecord): string {
  return requirement === null
    ? ''
    : cell(`${requirement.source} (${requirement.level}, ${requirement.verdict})`);
}

function actual({ findings: [first] }: PointRecord): string {
  return first === undefined ? '' : `${first.actual}; expected ${first.expected.join(' or ')}`;
}

function table(titles: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |\n`;
  return line(titles) + line(titles.map(() => '---')) + rows.map(line).join('');
}

function cell(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&').replaceAll('\n', ' ');
}

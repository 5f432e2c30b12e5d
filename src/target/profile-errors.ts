import { z } from 'zod';
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** `12: start.argv: ...; allowed: ...`, one line per issue. */
export function printIssues(
  schema: z.ZodType,
  issues: readonly Issue[],
  yaml: Document,
  lines: LineCounter,
): string[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [`${lineOf(yaml, lines, issue.path)}: ${keyName(issue.path)}${describeIssue(schema, issue)}`];
    }
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${lineOf(yaml, lines, path)}: ${keyName(path)}no such key; allowed: ${allowedAt(schema, issue.path)}`;
    });
  });
}

function describeIssue(schema: z.ZodType, issue: Issue): string {
  if (issue.code === 'custom') return issue.message;
  return `${whatIsWrong(issue)}; allowed: ${allowedAt(schema, issue.path)}`;
}

function whatIsWrong(issue: Issue): string {
  if (issue.message.endsWith('received undefined')) return 'is missing';
  // Zod's own words for these are the pattern or the list, which is said behind "allowed" in ours.
  if (issue.code === 'invalid_format' || issue.code === 'invalid_value') return 'is none of what is allowed';
  return issue.message.replace(/^Invalid input: /, '');
}

function keyName(path: Path): string {
  return path.length === 0 ? '' : `${path.map(String).join('.')}: `;
}

/** What may stand at a place of the schema, for people. */
function allowedAt(schema: z.ZodType, path: Path): string {
  let at: z.ZodType | undefined = schema;
  for (const key of path) {
    const outer: z.ZodType | undefined = at === undefined ? undefined : unwrap(at);
    if (outer instanceof z.ZodObject) at = outer.shape[String(key)] as z.ZodType | undefined;
    else if (outer instanceof z.ZodArray) at = outer.element as z.ZodType;
    else if (outer instanceof z.ZodRecord) at = outer.valueType as z.ZodType;
    else at = undefined;
  }
  if (at === undefined) return 'a value of another kind';
  const described = descriptionOf(at);
  if (described !== undefined) return described;
  const inner = unwrap(at);
  if (inner instanceof z.ZodObject) return Object.keys(inner.shape).join(', ');
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodBoolean) return 'true, false';
  return 'text';
}

function descriptionOf(schema: z.ZodType): string | undefined {
  const inner = peel(schema);
  return schema.description ?? (inner === schema ? undefined : descriptionOf(inner));
}

function unwrap(schema: z.ZodType): z.ZodType {
  const inner = peel(schema);
  return inner === schema ? schema : unwrap(inner);
}

/** Without its outermost optional, default or transform. */
function peel(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return schema.unwrap() as z.ZodType;
  return schema instanceof z.ZodPipe ? (schema.in as z.ZodType) : schema;
}

/** Line of the key at this path, or of what encloses it where the key is missing. */
function lineOf(yaml: Document, lines: LineCounter, path: Path): string {
  for (let length = path.length; length > 0; length--) {
    const offset = offsetOf(yaml, path.slice(0, length));
    if (offset !== null) return String(lines.linePos(offset).line);
  }
  return '1';
}

function offsetOf(yaml: Document, path: Path): number | null {
  const parent = yaml.getIn(path.slice(0, -1), true);
  const key = path.at(-1);
  if (path.length === 1 || isMap(parent)) {
    const map = path.length === 1 ? yaml.contents : parent;
    if (!isMap(map)) return null;
    const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
    return pair !== undefined && isScalar(pair.key) ? (pair.key.range?.[0] ?? null) : null;
  }
  const node = yaml.getIn(path, true);
  return isNode(node) ? (node.range?.[0] ?? null) : null;
}

import { z } from 'zod';
import type { BaselineEntry } from '../model/baseline.js';
import { placeholdersIn } from './fill.js';

/**
 * The schema of `targets/<name>/profile.yaml`: docs/targets.md. Descriptions are what an error names as allowed.
 */
const services = ['pop3', 'pop3s', 'imap', 'imaps'] as const;
export type Service = (typeof services)[number];

const known = ['dir', 'here', 'real', 'node', ...services.map((service) => `port:${service}`)];

const text = (extra: readonly string[] = []) =>
  z.string().superRefine((value, context) => {
    for (const name of placeholdersIn(value)) {
      if (known.includes(name) || extra.includes(name)) continue;
      const allowed = [...known, ...extra].map((one) => `{${one}}`).join(' ');
      context.addIssue({ code: 'custom', message: `{${name}} is no placeholder; allowed: ${allowed}` });
    }
  });

const duration = z
  .string()
  .regex(/^\d+(ms|s)$/)
  .transform((value) => Number.parseInt(value, 10) * (value.endsWith('ms') ? 1 : 1000))
  .describe('a duration: 500ms, 10s');

const argv = (extra: readonly string[] = []) =>
  z.array(text(extra)).min(1).describe('a list of words, the program first');

const address = text()
  .regex(/^(\[[0-9a-fA-F:]+\]|[^:[\]\s]+):(\d{1,5}|\{port:[a-z0-9]+\})$/)
  .describe('host:port, or host:{port:...} for a free port');

export const profileSchema = z.strictObject({
  about: z.string().default(''),
  install: z.string().describe('the command that installs it, for people').default(''),
  installed: z.array(text()).describe('a list of files that are there once it is installed').default([]),
  'needs-root': z.boolean().default(false),
  endpoints: z
    .strictObject({
      pop3: address.optional(),
      pop3s: address.optional(),
      imap: address.optional(),
      imaps: address.optional(),
    })
    .refine((map) => services.some((service) => map[service] !== undefined), {
      message: `at least one is needed; allowed: ${services.join(', ')}`,
    }),
  accounts: z
    .strictObject({
      file: z.string().describe('path of an accounts file, from the folder of the profile'),
      without: z.array(z.string()).describe('a list of users that this program cannot have').default([]),
    })
    .optional(),
  jobs: z.int().min(1).max(64).describe('a whole number, 1 to 64').default(1),
  offers: z.array(z.string()).describe('a list of words of `needs:`').default([]),
  'refuses-clear-text': z.boolean().default(false),
  version: argv().optional(),
  start: z
    .strictObject({
      argv: argv(),
      env: z.record(z.string(), text()).describe('names and values').default({}),
      cwd: text().default('{dir}'),
      files: z.array(z.string()).describe('a list of files of this folder').default([]),
      certificate: z.boolean().default(false),
      prepare: argv().optional(),
      'ready-within': duration.default(15_000),
    })
    .optional(),
  stop: z
    .strictObject({
      signal: z.enum(['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP']).default('SIGTERM'),
      grace: duration.default(5000),
    })
    .default({ signal: 'SIGTERM', grace: 5000 }),
  mail: z
    .strictObject({
      maildir: text(['user']).describe('path of a maildir with {user} in it').optional(),
      mbox: text(['user']).describe('path of an mbox file with {user} in it').optional(),
      command: argv(['user']).optional(),
    })
    .refine((map) => Object.values(map).filter((route) => route !== undefined).length === 1, {
      message: 'exactly one is needed; allowed: maildir, mbox, command',
    })
    .optional(),
});

export interface Profile extends z.infer<typeof profileSchema> {
  /** Name of the folder, or of the file when it is not called profile.yaml. */
  readonly name: string;
  readonly file: string;
  readonly folder: string;
  readonly baseline: readonly BaselineEntry[];
}

/** Services with an endpoint, in the order pop3, pop3s, imap, imaps. */
export function servicesOf(profile: Profile): { service: Service; address: string }[] {
  return services.flatMap((service) => {
    const at = profile.endpoints[service];
    return at === undefined ? [] : [{ service, address: at }];
  });
}

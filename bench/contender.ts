import { createInterface } from 'node:readline';

/** Where and as whom to log in; the words of a contender's command line, which all contenders share. */
export interface Place {
  readonly host: string;
  readonly port: number;
  /** How many connections at once. */
  readonly connections: number;
}

/** What one round came to, printed as one line of JSON. */
export interface Round {
  readonly logins: number;
  readonly ms: number;
  /** Processor time of the contender's own process, user and system. */
  readonly cpuMs: number;
}

/** `HOST PORT CONNECTIONS` of the command line. */
export function placeOf([host = '127.0.0.1', port, connections]: readonly string[]): Place {
  return { host, port: Number(port), connections: Number(connections) };
}

/**
 * The contender's side: each line of standard input is a number of logins; they are done, `connections` at
 * once, and the round is told. A login that fails ends the process.
 * @param login one login as the account of this number: connect, APOP, QUIT, wait for the close
 */
export async function serveRounds(
  { connections }: Place,
  login: (account: number) => Promise<void>,
): Promise<void> {
  for await (const line of createInterface(process.stdin)) {
    const logins = Number(line);
    let left = logins;
    const work = async (account: number): Promise<void> => {
      while (left-- > 0) await login(account);
    };
    const cpu = process.cpuUsage();
    const began = performance.now();
    await Promise.all(Array.from({ length: connections }, (_, account) => work(account)));
    const ms = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    process.stdout.write(
      `${JSON.stringify({ logins, ms, cpuMs: (user + system) / 1000 } satisfies Round)}\n`,
    );
  }
}

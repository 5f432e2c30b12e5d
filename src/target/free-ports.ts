import { createServer } from 'node:net';
import { once } from 'node:events';

/** Below the range the system takes for outgoing connections, so none of those can take the port meanwhile. */
const FIRST = 20_000;
const COUNT = 12_000;

/** So many different ports that are free on 127.0.0.1 now. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (!found.has(port) && (await isFree(port))) found.add(port);
  }
  return [...found];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

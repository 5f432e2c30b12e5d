/** The peer is gone without a word: it reset the connection, or what we wrote met nobody. */
export function isReset(error: NodeJS.ErrnoException | null): boolean {
  return error?.code === 'ECONNRESET' || error?.code === 'EPIPE' || error?.code === 'ECONNABORTED';
}

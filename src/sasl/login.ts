import type { ClientExchange, Credentials } from './exchange.js';

/**
 * The LOGIN mechanism of draft-murchison-sasl-login: two prompts, answered with the user's name and
 * the secret. The prompts' words differ from server to server and mean nothing; their order counts.
 */
export function loginClient({ user, secret }: Credentials): ClientExchange {
  const answers = [user, secret];
  let prompts = 0;
  return {
    initial: null,
    respond() {
      const answer = answers[prompts++];
      return answer === undefined ? { problem: 'a third prompt in LOGIN' } : { answer };
    },
    finished: () =>
      prompts === answers.length ? { ok: true } : { problem: `${prompts} prompts in LOGIN, not 2` },
  };
}

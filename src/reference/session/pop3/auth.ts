import { usableMechanisms } from '../../mechanisms/usable.js';
import type { Mechanism, Step } from '../../mechanisms/exchange.js';
import type { Line } from '../lines.js';
import type { Pop3Session } from '../pop3.js';
import { authenticationFailed, enter } from './login.js';
import { err, ready } from './reply.js';
import type { Reply } from './reply.js';

/** AUTH mechanism [initial-response]: RFC 5034 section 4. */
export function beginAuth(session: Pop3Session, [name = '', initial]: readonly string[]): Reply {
  const mechanism = findMechanism(session, name);
  if (mechanism === undefined) return err('no such mechanism');
  const exchange = mechanism.begin(session.realm, session.does);
  if (initial === undefined) {
    session.exchange = exchange;
    return ready(exchange.challenge ?? Buffer.alloc(0));
  }
  if (exchange.challenge !== null) return err('the server speaks first in this mechanism');
  const response =
    initial === '=' ? Buffer.alloc(0) : session.does.decodeBase64(Buffer.from(initial, 'latin1'));
  if (response === null) return err('initial response is no base64');
  session.exchange = exchange;
  return follow(session, exchange.respond(response));
}

/** A line of the client within an exchange: a response whatever it looks like, never a command. */
export function continueAuth(session: Pop3Session, line: Line): Reply {
  const exchange = session.exchange;
  if (exchange === null) return err('no exchange is going on');
  if (line.overlong || line.ending !== 'crlf') return abandon(session, 'response line is malformed');
  if (line.octets.equals(Buffer.from('*'))) return abandon(session, 'authentication cancelled');
  const response = session.does.decodeBase64(line.octets);
  if (response === null) return abandon(session, 'response is no base64');
  return follow(session, exchange.respond(response));
}

function follow(session: Pop3Session, step: Step): Reply {
  if (step.kind === 'challenge') return ready(step.data);
  if (step.kind === 'refused') return abandon(session, authenticationFailed);
  session.exchange = null;
  return enter(session, step.account);
}

function abandon(session: Pop3Session, why: string): Reply {
  session.exchange = null;
  return err(why);
}

function findMechanism(session: Pop3Session, name: string): Mechanism | undefined {
  const usable = usableMechanisms(session.realm, session.tls === 'active');
  return usable.find((mechanism) => mechanism.name === name.toUpperCase());
}

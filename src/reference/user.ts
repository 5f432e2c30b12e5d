/** A user name; a text stands for its UTF-8 octets. */
export type User = Buffer | string;

export function userOctets(user: User): Buffer {
  return typeof user === 'string' ? Buffer.from(user) : user;
}

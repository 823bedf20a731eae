/**
 * Loaded before a service by `node --import`, in the one arm that shows the trap: hands jsonwebtoken the secret as a string, as the documentation of
 * @nestjs/jwt and passport-jwt shows it. The service itself stays as it is, and hands over a key object.
 */
import { createRequire } from 'node:module';

const fromAuth = createRequire(import.meta.resolve('@doorman/auth'));
const jsonwebtoken = createRequire(fromAuth.resolve('passport-jwt'))('jsonwebtoken');
const { verify } = jsonwebtoken;

jsonwebtoken.verify = (token, key, ...rest) =>
  verify(token, key?.type === 'secret' ? key.export().toString('utf8') : key, ...rest);

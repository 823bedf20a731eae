import { randomBytes } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { newMember } from '../testing/contract-tools.js';
import {
  familyIdOf,
  hashOf,
  newRefreshToken,
  newSalt,
  readRefreshToken,
  successorOf,
  writeRefreshToken,
} from './refresh-token.js';

const token = newRefreshToken(newMember());

it('is read as it was written', () => {
  expect(readRefreshToken(writeRefreshToken(token))).toEqual(token);
});

it('has one successor for one salt, of the same member and family', () => {
  const salt = newSalt();
  const successor = successorOf(token, salt);
  expect(successorOf(token, Buffer.from(salt))).toEqual(successor);
  expect(familyIdOf(successor)).toEqual(familyIdOf(token));
  expect(hashOf(successor)).not.toEqual(hashOf(token));
});

it('has no successor that the salt alone tells, nor one that the spent token alone tells', () => {
  const salt = newSalt();
  const other = { ...token, secret: randomBytes(32) };
  expect(successorOf(other, salt).secret).not.toEqual(successorOf(token, salt).secret);
  expect(successorOf(token, newSalt()).secret).not.toEqual(successorOf(token, salt).secret);
});

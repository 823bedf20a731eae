import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { newEcKeyPair, newRsaKeyPair } from '../testing/key-pairs.js';
import { keyRing } from './key-settings.js';

const [own, other] = [newEcKeyPair(), newRsaKeyPair()];
let directory: string;
let file: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'doorman-keys-'));
  file = join(directory, 'private.pem');
  await writeFile(file, own.privateKey, { mode: 0o600 });
});
afterAll(() => rm(directory, { recursive: true }));

const problemsOf = (environment: Record<string, string>) =>
  keyRing.safeParse(environment).error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

it('a key is read from the environment, with line breaks or with \\n, or from a file, and is the same one', () => {
  const idOf = (environment: Record<string, string>) => keyRing.parse(environment).keys.current.id;
  const id = idOf({ ACCESS_TOKEN_PRIVATE_KEY: own.privateKey });
  expect(idOf({ ACCESS_TOKEN_PRIVATE_KEY: own.privateKey.replaceAll('\n', '\\n') })).toBe(id);
  expect(idOf({ ACCESS_TOKEN_PRIVATE_KEY_FILE: file })).toBe(id);
});

it.each(['publicKey', 'privateKey'] as const)('the other key may be given by its %s', (half) => {
  const { keys } = keyRing.parse({
    ACCESS_TOKEN_PRIVATE_KEY_FILE: file,
    ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS: other[half],
  });
  expect(keys.publicKeys.keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256']);
  expect(keys.current.algorithm).toBe('ES256');
});

it('without a key none is made: the message says how to make one', () => {
  expect(problemsOf({})).toEqual([
    expect.stringMatching(/^ACCESS_TOKEN_PRIVATE_KEY is not set: .*openssl genpkey/),
  ]);
});

it.each([
  ['no PEM', 'secret-words', /holds no private key/],
  ['a public key', own.publicKey, /holds no private key/],
  ['half a key', own.privateKey.slice(0, 80), /holds no private key/],
  ['a key of another curve', newEcKeyPair('P-384').privateKey, /of a kind/],
  ['a short RSA key', newRsaKeyPair(1024).privateKey, /of a kind/],
])('%s is refused, without repeating it', (_, value, problem) => {
  const problems = problemsOf({ ACCESS_TOKEN_PRIVATE_KEY: value });
  expect(problems).toEqual([expect.stringMatching(problem)]);
  expect(problems?.join()).not.toContain(value.slice(30, 60) || value);
});

it('everything that is wrong is said at once', () => {
  expect(
    problemsOf({
      ACCESS_TOKEN_PRIVATE_KEY: own.privateKey,
      ACCESS_TOKEN_PRIVATE_KEY_FILE: file,
      ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS_FILE: join(directory, 'nowhere.pem'),
    }),
  ).toEqual([
    expect.stringMatching(/^ACCESS_TOKEN_PRIVATE_KEY_FILE is set, and ACCESS_TOKEN_PRIVATE_KEY is too/),
    expect.stringMatching(
      /^ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS_FILE names a file that cannot be read \(ENOENT\)/,
    ),
  ]);
});

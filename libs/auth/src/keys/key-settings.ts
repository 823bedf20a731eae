import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { KeyRing } from './key-ring.js';
import { publicKeyOf } from './public-key.js';

const howToMake =
  'for example from `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` (signs ES256), or an RSA key of at least 2048 bits (signs RS256)';

const pem = z.string().optional();

/** Each key as PEM or as the path of a PEM file. Nothing is ever generated here: a key that two replicas do not share logs members out. */
const variables = z.object({
  ACCESS_TOKEN_PRIVATE_KEY: pem,
  ACCESS_TOKEN_PRIVATE_KEY_FILE: pem,
  /** Published and accepted, never signed with: the old key or the next one. Its public half is enough. */
  ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS: pem,
  ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS_FILE: pem,
});

type Variables = z.infer<typeof variables>;
type KeyName = 'ACCESS_TOKEN_PRIVATE_KEY' | 'ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS';

/** What is wrong with a variable, in words that continue its name and never repeat what was set. */
class Unfit extends Error {
  constructor(
    readonly variable: string,
    problem: string,
  ) {
    super(problem);
  }
}

/** The environment as a `KeyRing`. */
export const keyRing = variables.transform((given, context) => {
  const [current, previous] = [
    attempt(() => signingKey(given), context),
    attempt(() => otherKey(given), context),
  ];
  return current ? { keys: new KeyRing(current.privateKey, current.publicKey, previous) } : z.NEVER;
});

function attempt<T>(read: () => T, context: z.RefinementCtx): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    context.addIssue({ code: 'custom', path: [error.variable], message: error.message });
    return undefined;
  }
}

function signingKey(given: Variables) {
  const found = textOf(given, 'ACCESS_TOKEN_PRIVATE_KEY');
  if (!found) {
    const or = 'or set ACCESS_TOKEN_PRIVATE_KEY_FILE to the file it is in';
    throw new Unfit('ACCESS_TOKEN_PRIVATE_KEY', `is not set: give a private key in PEM, ${howToMake}, ${or}`);
  }
  const privateKey = parsed(found, 'private key', createPrivateKey);
  return { privateKey, publicKey: suitable(found.variable, createPublicKey(privateKey)) };
}

function otherKey(given: Variables) {
  const found = textOf(given, 'ACCESS_TOKEN_PRIVATE_KEY_PREVIOUS');
  return found && suitable(found.variable, parsed(found, 'private or public key', createPublicKey));
}

function textOf(given: Variables, name: KeyName): { variable: string; text: string } | undefined {
  const [text, file, fileVariable] = [given[name], given[`${name}_FILE`], `${name}_FILE`];
  if (text && file) throw new Unfit(fileVariable, `is set, and ${name} is too: set one of them`);
  // A line of an .env file holds no line breaks; there PEM is written with \n.
  if (text) return { variable: name, text: text.replaceAll('\\n', '\n') };
  return file ? { variable: fileVariable, text: readKeyFile(fileVariable, file) } : undefined;
}

function readKeyFile(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Unfit(variable, `names a file that cannot be read (${code}): give the path of a PEM file`);
  }
}

function parsed(
  { variable, text }: { variable: string; text: string },
  what: string,
  parse: (pem: string) => KeyObject,
): KeyObject {
  try {
    return parse(text);
  } catch {
    // OpenSSL's words help nobody who sets a variable, and must not carry a piece of a key.
    throw new Unfit(variable, `holds no ${what} in PEM without a passphrase: take one ${howToMake}`);
  }
}

function suitable(variable: string, key: KeyObject) {
  const publicKey = publicKeyOf(key);
  if (!publicKey)
    throw new Unfit(variable, `holds a key of a kind that no token is signed with: take one ${howToMake}`);
  return publicKey;
}

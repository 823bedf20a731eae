/** What a team asks of the plan. */
export interface Question {
  /** Requests that need to know who is asking, over all order replicas. */
  readonly requestsPerSecond: number;
  /** Members who are logged in at the same time. */
  readonly members: number;
  /** Way there and back between a service and what it asks, in milliseconds. */
  readonly storeRttMs: number;
  /** How long after a logout a credential may still be accepted; any time when absent. */
  readonly maxRevocationLagSeconds?: number;
}

/** As typed: nothing is known of it. */
export interface Flags {
  readonly requestsPerSecond?: string;
  readonly members?: string;
  readonly storeRttMs?: string;
  readonly maxRevocationLag?: string;
}

/** What is wrong with a question, in a sentence for whoever asked. */
export class Nonsense extends Error {}

/** Within one zone of a cloud. */
const USUAL_RTT_MS = 0.5;
/** `STORE_TIMEOUT_MS` as it is by default: past it a look-up is answered 503. */
const STORE_TIMEOUT_MS = 250;
/** There are fewer people. */
const MEMBERS_MAX = 10_000_000_000;
/** More than all search engines together are asked. */
const REQUESTS_MAX = 100_000_000;
/** No shopper, and hardly a script, does more. */
const REQUESTS_OF_ONE_MAX = 100;
const MONTH_SECONDS = 30 * 86_400;
/** The longest lifetime that a service accepts as a setting. */
const YEAR_SECONDS = 31_536_000;

/** @throws Nonsense with everything that is wrong with one of the numbers, or with all of them together */
export function questionOf(flags: Flags): Question {
  const requestsPerSecond = required('--requests-per-second', flags.requestsPerSecond);
  const members = required('--members', flags.members);
  const storeRttMs = optional('--store-rtt-ms', flags.storeRttMs) ?? USUAL_RTT_MS;
  const lag = optional('--max-revocation-lag', flags.maxRevocationLag);
  const question = {
    requestsPerSecond,
    members,
    storeRttMs,
    ...(lag !== undefined && { maxRevocationLagSeconds: lag }),
  };
  const [problem] = problemsOf(question);
  if (problem) throw new Nonsense(problem);
  return question;
}

function required(flag: string, text: string | undefined): number {
  if (text === undefined) throw new Nonsense(`${flag} is missing: the plan cannot be made without it.`);
  const number = numberOf(flag, text);
  if (number === 0) throw new Nonsense(`${flag} is 0: there is nothing to plan for.`);
  return number;
}

/** `0x10` and a number between spaces are slips of the pen. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const optional = (flag: string, text: string | undefined): number | undefined =>
  text === undefined ? undefined : numberOf(flag, text);

function numberOf(flag: string, text: string): number {
  const number = DECIMAL.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(number)) throw new Nonsense(`${flag} is "${text}", which is no number.`);
  if (number < 0) throw new Nonsense(`${flag} is ${text}: it cannot be negative.`);
  return number;
}

const inWords = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');

function* problemsOf({
  requestsPerSecond,
  members,
  storeRttMs,
  maxRevocationLagSeconds = 0,
}: Question): Generator<string> {
  if (!Number.isInteger(members))
    yield `--members is ${members}: members are counted, so it must be a whole number.`;
  if (members > MEMBERS_MAX) yield `--members is ${inWords(members)}: there are not so many people.`;
  if (requestsPerSecond > REQUESTS_MAX)
    yield `--requests-per-second is ${inWords(requestsPerSecond)}: no shop on Earth is asked more than ${inWords(REQUESTS_MAX)} times a second.`;
  const each = requestsPerSecond / members;
  if (each > REQUESTS_OF_ONE_MAX)
    yield `--requests-per-second and --members contradict each other: every member would send ${inWords(each)} requests a second.`;
  if (1 / each > MONTH_SECONDS)
    yield `--requests-per-second and --members contradict each other: every member would send one request in ${inWords(1 / each / 86_400)} days, and nobody stays logged in for so long.`;
  if (storeRttMs >= STORE_TIMEOUT_MS)
    yield `--store-rtt-ms is ${inWords(storeRttMs)}: services give up on a store after ${STORE_TIMEOUT_MS} ms (STORE_TIMEOUT_MS), so every look-up would be answered 503.`;
  if (maxRevocationLagSeconds > YEAR_SECONDS)
    yield `--max-revocation-lag is ${inWords(maxRevocationLagSeconds)} seconds: no credential lives longer than a year.`;
}

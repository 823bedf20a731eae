/** A number as the report prints it: the same on every machine, whatever its language. Three figures, thousands apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'none' : 'without end';
  const rounded = Number.isInteger(value) ? value : Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-6 || size >= 1e15)) return String(rounded);
  const [whole = '', fraction] = plain(rounded).split('.');
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}

/** Without an exponent: JavaScript writes 1e-6 and 0.00001 alike as powers. */
const plain = (value: number): string =>
  Number.isInteger(value) ? value.toFixed(0) : value.toFixed(8).replace(/0+$/, '');

const units: readonly (readonly [suffix: string, unit: string])[] = [
  ['BytesPerRequest', ' bytes per request'],
  ['BytesPerSession', ' bytes per session'],
  ['PerSecond', ' per second'],
  ['PerRequest', ' per request'],
  ['Seconds', ' s'],
  ['Percent', '%'],
  ['Micros', ' µs'],
  ['Bytes', ' bytes'],
  ['Share', ''],
  ['Ms', ' ms'],
  ['Us', ' µs'],
];

/** A figure of an arm in words, by its name, whose end says the unit: `slowestMs: 250` is `slowest: 250 ms`. */
export function describeFigure(name: string, value: number): string {
  const [suffix, unit] = units.find(([end]) => name.endsWith(end) && name !== end) ?? ['', ''];
  const bare = name.slice(0, name.length - suffix.length);
  const words = bare
    .replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, ' ')
    .replaceAll(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase());
  return `${words}: ${formatNumber(value)}${Number.isFinite(value) ? unit : ''}`;
}

/** `2026-11-24 19:42 UTC`, from ISO 8601 in UTC. */
export const formatTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${formatNumber(count)} ${count === 1 ? one : many}`;

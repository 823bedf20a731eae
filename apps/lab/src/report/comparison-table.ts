import { type Claims, claimsOf, strategyNames } from '@doorman/auth';

const logout: Readonly<Record<Claims['revocation'], string>> = {
  'at-once': 'at once',
  'at-once-in-this-process': 'at once, in that process',
  'after-replication': 'after replication',
  'on-invalidation': 'when the invalidation arrives',
  'at-expiry': 'at expiry',
  'nothing-to-revoke': '-',
};

const columns: readonly (readonly [string, (claims: Claims) => string])[] = [
  ['the client holds', ({ clientHolds }) => clientHolds],
  ['state lives', ({ stateLives }) => stateLives],
  ['`order` needs per request', ({ perRequest }) => perRequest],
  ['logout takes effect', ({ revocation }) => logout[revocation]],
  ['known members are served without', ({ survives }) => survives.join(', ') || '-'],
  ['the cart lives', ({ cart }) => cart],
];

/** What the strategies claim of themselves, as a Markdown table: the README's. */
export function comparisonTable(): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rows = strategyNames.map((name) => {
    const claims = claimsOf(name);
    const control = claims.sharedAcrossServices ? '' : ' (control)';
    return row([`\`${name}\`${control}`, ...columns.map(([, cell]) => cell(claims))]);
  });
  const head = ['strategy', ...columns.map(([title]) => title)];
  return [row(head), row(head.map(() => '---')), ...rows].join('\n');
}

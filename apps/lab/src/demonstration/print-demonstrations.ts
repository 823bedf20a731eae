import Table from 'cli-table3';
import { printTopology } from '../topology/describe-topology.js';
import type { Exchange } from './client.js';
import type { Demonstration } from './demonstrate.js';

const defaultWidth = 140;
const columnMin = 40;

/** The demonstrations side by side, one request a row, and below them what to type to go on. */
export function printDemonstrations(demonstrations: readonly Demonstration[], width = defaultWidth): string {
  const columns = demonstrations.length;
  const columnWidth = Math.max(columnMin, Math.floor((width - columns - 1) / columns));
  const table = new Table({
    head: demonstrations.map(({ topology }) => topology.strategy),
    colWidths: demonstrations.map(() => columnWidth),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [] },
  });
  const rows = Math.max(...demonstrations.map(({ exchanges }) => exchanges.length));
  for (let row = 0; row < rows; row += 1) {
    table.push(
      demonstrations.map(({ exchanges }) => exchanges[row]).map((each) => (each ? printExchange(each) : '')),
    );
  }
  const addresses = demonstrations.map(({ topology }) => printTopology(topology)).join('\n');
  return `${addresses}\n${table.toString()}\n\n${demonstrations.map(printCurl).join('\n')}`;
}

function printExchange({ request, sent, status, received }: Exchange): string {
  return [
    request,
    ...(sent === undefined ? [] : [`  ${sent}`]),
    `→ ${status}`,
    ...received.map((line) => `  ${line}`),
  ].join('\n');
}

/** Lines for a shell that log in and look at the orders. */
function printCurl({ topology, email, password, exchanges }: Demonstration): string {
  const { strategy, members, orders } = topology;
  const login = `-H 'content-type: application/json' -d '${JSON.stringify({ email, password })}' ${members[0]?.url}/login`;
  const list = `${orders[0]?.url}/orders`;
  const withCookie = exchanges.some(({ sent }) => sent?.startsWith('cookie'));
  const lines = withCookie
    ? [`curl -c cookies.txt ${login}`, `curl -b cookies.txt ${list}`]
    : [
        `TOKEN=$(curl -s ${login} | node -p 'JSON.parse(fs.readFileSync(0)).accessToken')`,
        `curl -H "authorization: Bearer $TOKEN" ${list}`,
      ];
  return [`Try ${strategy}:`, ...lines.map((line) => `  ${line}`), ''].join('\n');
}

import type { Evidence, LedgerEntry } from '../ledger.js';
import { type Html, html } from './html.js';
import { tag } from './tag.js';

export const ledgerTable = (claims: readonly LedgerEntry[]): Html =>
  html`<table class="stacked">
    <thead>
      <tr>
        <th scope="col">#</th>
        <th scope="col" style="width:34%">The essay says</th>
        <th scope="col">What was measured, and the verdict</th>
      </tr>
    </thead>
    <tbody>
      ${claims.map(
        (claim) =>
          html`<tr id="claim-${claim.number}">
            <td class="name" data-label="claim">${claim.number}</td>
            <td>${claim.says}</td>
            <td>${measured(claim)}</td>
          </tr> `,
      )}
    </tbody>
  </table>`;

export const beyondTable = (beyond: readonly Evidence[]): Html =>
  html`<p>What else a team should know before it chooses.</p>
    ${beyond.map(evidence)}`;

function measured({ evidence: found, unmeasured }: LedgerEntry): Html {
  if (found.length > 0) return html`${found.map(evidence)}`;
  const asked = unmeasured.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`);
  return html`<span class="quiet"
    >– not measured in this run${asked.length > 0 && html`; ${asked} would measure it`}</span
  >`;
}

const evidence = ({ experiment, measured, verdict, because }: Evidence): Html =>
  html`<div class="evidence">
    ${tag(verdict)} <a href="#${experiment}">${experiment}</a>
    <p>${because}</p>
    <p class="quiet small">Measured: ${measured}</p>
  </div>`;

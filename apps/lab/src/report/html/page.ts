import { formatTime } from '../numbers.js';
import { type Report, complaintsOf } from '../report.js';
import { armsSentence, bannerOf, circumstancesOf, verdictMeanings } from '../words.js';
import { ledgerOf, summaryOf } from '../ledger.js';
import { experimentSection } from './experiment-section.js';
import { Html, html } from './html.js';
import { beyondTable, ledgerTable } from './ledger-table.js';
import { pageStyle } from './style.js';
import { tag } from './tag.js';

/** The report as one file that needs nothing else: no network, no script. */
export function htmlReport(report: Report): string {
  const { manifest, experiments } = report;
  const ledger = ledgerOf(report);
  const banner = bannerOf(manifest);
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>What the laboratory found, ${formatTime(manifest.startedAt)}</title>
        <style>
          ${new Html(pageStyle)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <h1>What the laboratory found</h1>
            <p class="quiet small">
              Doorman, ${formatTime(manifest.startedAt)}, ${manifest.form} form, seed ${manifest.seed}
            </p>
            ${banner && html`<p class="banner" role="alert">${banner}</p>`}
            <p class="lead">${summaryOf(ledger)} ${armsSentence(report)}</p>
            ${complaintsList(report)}
          </header>
          <section aria-labelledby="ledger">
            <h2 id="ledger">The essay's claims</h2>
            <p>
              “Cookie vs Session vs JWT” argues in twelve steps; each is set here against what was measured.
            </p>
            ${ledgerTable(ledger.claims)}
          </section>
          ${
            ledger.beyond.length > 0 &&
            html`<section aria-labelledby="beyond">
              <h2 id="beyond">Beyond the essay</h2>
              ${beyondTable(ledger.beyond)}
            </section>`
          }
          <details>
            <summary>What the words mean</summary>
            <dl>${verdictMeanings.map(pair)}</dl>
          </details>
          ${experiments.map((experiment) => experimentSection(experiment, manifest))}
          ${failuresSection(report)}
          <section aria-labelledby="where">
            <h2 id="where">Where and how</h2>
            <dl>${circumstancesOf(manifest).map(pair)}</dl>
            <p class="quiet small">
              Every verdict and plot is made from the histories beside this file. Figures depend on the
              machine; compare them within a run.
            </p>
          </section>
        </main>
      </body>
    </html> `.text;
}

/** What is not as it was claimed, or could not be told, stands before everything else. */
function complaintsList(report: Report): Html | undefined {
  const items = complaintsOf(report).map(
    ({ experiment, verdict, because }) =>
      html`<li>
        ${tag(verdict)} <a href="#${experiment}">${experiment}</a>
        <p>${because}</p>
      </li>`,
  );
  return items.length > 0
    ? html`<ul class="complaints">
        ${items}
      </ul>`
    : undefined;
}

const pair = ([name, value]: readonly [string, string]): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

function failuresSection({ manifest: { failures } }: Report): Html | undefined {
  if (failures.length === 0) return undefined;
  const items = failures.map(
    ({ experiment, arm, because }) =>
      html`<h3>${experiment}: ${arm}</h3>
        <pre>${because}</pre>`,
  );
  return html`<section aria-labelledby="failures">
    <h2 id="failures">Arms that could not be performed</h2>
    ${items}
  </section>`;
}

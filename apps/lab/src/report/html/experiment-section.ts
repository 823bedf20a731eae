import { type JudgedArm, armName } from '../../experiment.js';
import type { Manifest } from '../../results/manifest.js';
import type { Figure } from '../figure.js';
import { numbersOf } from '../figure-numbers.js';
import { describeFigure } from '../numbers.js';
import { drawFigure } from '../plots/draw.js';
import { narrow, wide } from '../plots/theme.js';
import type { ReportedExperiment } from '../report.js';
import { reproductionOf } from '../reproduction.js';
import { armVerdictWords, roleWords } from '../words.js';
import { Html, html } from './html.js';
import { tag } from './tag.js';

export function experimentSection(experiment: ReportedExperiment, manifest: Manifest): Html {
  const { name, about, verdict, figures } = experiment;
  const { number, says } = about.claim;
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${name}</h2>
    <p class="lead">${about.question}</p>
    <p>${tag(verdict.conclusion.verdict)} ${verdict.conclusion.because}</p>
    <dl>
      <dt>
        ${number > 0 ? html`the essay, <a href="#claim-${number}">claim ${number}</a>` : 'beyond the essay'}
      </dt>
      <dd>${says}</dd>
      <dt>predicted before the run</dt>
      <dd>${about.prediction}</dd>
      <dt>it does not show</dt>
      <dd>${about.doesNotShow}</dd>
    </dl>
    <pre><code>${reproductionOf(name, manifest)}</code></pre>
    ${figures.map((figure, index) => drawn(figure, `${name}-${index + 1}`))}
    <h3>Arms</h3>
    ${verdict.arms.length > 0 ? armsTable(verdict.arms) : html`<p>No arm was performed.</p>`}
  </section> `;
}

const drawn = (figure: Figure, id: string): Html =>
  html`<figure>
    <div class="wide">${new Html(drawFigure(figure, id, wide))}</div>
    <div class="narrow">${new Html(drawFigure(figure, id, narrow))}</div>
    <details>
      <summary>The numbers of “${figure.title}”</summary>
      ${numbersTable(figure)}
    </details>
  </figure> `;

function numbersTable(figure: Figure): Html {
  const { columns, rows } = numbersOf(figure);
  return html`<div class="scroll">
    <table class="numbers">
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

const armsTable = (arms: readonly JudgedArm[]): Html =>
  html`<table class="stacked">
    <thead>
      <tr>
        <th scope="col" style="width:22%">Arm</th>
        <th scope="col">Verdict</th>
        <th scope="col">Because</th>
        <th scope="col" style="width:26%">Figures</th>
      </tr>
    </thead>
    <tbody>
      ${arms.map(armRow)}
    </tbody>
  </table>`;

function armRow({ arm, verdict, finding }: JudgedArm): Html {
  const role = roleWords[arm.role];
  const figures = Object.entries(finding.figures).map(
    ([name, value]) => html`<li>${describeFigure(name, value)}</li>`,
  );
  return html`<tr>
    <td class="name">${armName(arm)}${role !== '' && html`<div class="quiet small">${role}</div>`}</td>
    <td>${tag(verdict, armVerdictWords(arm, verdict))}</td>
    <td>${finding.because}</td>
    <td>
      <ul class="figures small">
        ${figures}
      </ul>
    </td>
  </tr> `;
}

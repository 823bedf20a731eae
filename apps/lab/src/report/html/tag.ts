import type { ArmVerdict, ClaimVerdict } from '../../experiment.js';
import { signs } from '../words.js';
import { type Html, html } from './html.js';

const tones: Readonly<Record<ClaimVerdict | ArmVerdict, string>> = {
  holds: 'good',
  'as-claimed': 'good',
  refuted: 'bad',
  'not-as-claimed': 'bad',
  depends: 'half',
  unknown: 'open',
};

/** A verdict with its sign and colour. */
export const tag = (verdict: ClaimVerdict | ArmVerdict, words: string = verdict): Html =>
  html`<span class="tag ${tones[verdict]}">${signs[verdict]} ${words}</span>`;

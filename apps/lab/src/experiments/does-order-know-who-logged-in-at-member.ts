import { claimsOf, strategyNames } from '@doorman/auth';
import { type Plan, defineExperiment } from '../experiment.js';
import { ofKind, outcomes } from '../history.js';
import { listed, sides, smallShop } from './arms.js';

export const doesOrderKnowWhoLoggedInAtMember = defineExperiment<Plan>({
  question: 'Somebody logs in at member. Does order, at each of its replicas, know who is asking?',
  claim: {
    number: 4,
    says: 'Split into a member and an order server, the session made at login is not found when ordering.',
  },
  prediction:
    'A session in the memory of member is not found at order (401), at any replica. With a store that both reach, or with a credential that carries the answer itself, it is found at all of them.',
  doesNotShow: 'How soon after the login; that is a matter of milliseconds, and of replication.',

  arms: () =>
    strategyNames.map((strategy) => ({
      strategy,
      role: claimsOf(strategy).sharedAcrossServices ? 'subject' : 'must-fail',
    })),

  plan: ({ strategy }, form) => ({ topology: smallShop(strategy), shoppers: form === 'quick' ? 5 : 50 }),

  async perform(_, stage) {
    for (const shopper of stage.shoppers.keys()) {
      for (const replica of stage.shop.orders.keys()) await stage.do(stage.orders(shopper, replica));
    }
  },

  claims: ({ strategy }) => claimsOf(strategy).sharedAcrossServices,

  judge(history) {
    const asked = ofKind(history, 'orders');
    const { ok, refused } = outcomes(asked);
    return {
      held: asked.length === 0 || ok + refused < asked.length ? undefined : ok === asked.length,
      because: `order knew who was asking in ${ok} of ${asked.length} first requests after login, and answered ${refused} with 401`,
      figures: { requests: asked.length, known: ok, refused },
    };
  },

  conclude(judged) {
    const { held } = sides(judged);
    return {
      verdict: 'holds',
      because: `A session in member's memory was found by no replica of order. ${listed(held)} are found by all of them.`,
    };
  },

  figures: (runs) => [
    {
      form: 'bars',
      title: 'First request to order after a login at member',
      finding: 'A session in one process is unknown to every other.',
      axis: { label: 'requests' },
      bars: runs.map(({ arm, history }) => {
        const { ok, refused } = outcomes(ofKind(history, 'orders'));
        return { arm: arm.strategy, parts: { known: ok, 'refused with 401': refused } };
      }),
    },
  ],
});

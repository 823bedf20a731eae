import { claimsOf, strategyNames } from '@doorman/auth';
import type { Cart } from '@doorman/contracts';
import { type Plan, defineExperiment } from '../experiment.js';
import { ofKind } from '../history.js';
import type { Answer } from '../load/shopper.js';
import { listed, sides, smallShop } from './arms.js';

export interface CartPlan extends Plan {
  readonly sku: string;
}

const quantityOf = ({ body }: Answer, sku: string): number =>
  (body as Partial<Cart> | undefined)?.items?.find((item) => item.sku === sku)?.quantity ?? 0;

export const doesTheServerRemember = defineExperiment<CartPlan>({
  question: 'Is what a member put into the cart with one request still there with the next?',
  claim: {
    number: 1,
    says: 'HTTP is stateless: without more, the shop forgets the cart between two requests.',
  },
  prediction:
    'Without any strategy (stateless) every cart is forgotten, because nobody is recognised. Under each strategy that services can share every cart is kept; under memory-session order does not even know who is asking.',
  doesNotShow: 'How long a cart is kept, and what becomes of it at logout.',

  arms: () =>
    strategyNames.map((strategy) => ({ strategy, role: strategy === 'stateless' ? 'must-fail' : 'subject' })),

  plan: ({ strategy }, form) => ({
    topology: smallShop(strategy),
    shoppers: form === 'quick' ? 5 : 50,
    sku: 'assam-second-flush-100g',
  }),

  async perform({ sku }, stage) {
    const [one, two] = stage.shop.orders;
    for (const [shopper, who] of stage.shoppers.entries()) {
      const item = `${one?.url}/cart/items/${sku}`;
      await stage.do({
        kind: 'fill',
        target: 'order-1',
        shopper,
        send: () => who.send('PUT', item, { quantity: 3 }),
      });
      await stage.do({
        kind: 'look',
        target: 'order-2',
        shopper,
        send: () => who.send('GET', `${two?.url}/cart`),
        see: (answer) => ({ quantity: quantityOf(answer, sku) }),
      });
    }
  },

  claims: ({ strategy }) => claimsOf(strategy).sharedAcrossServices,

  judge(history) {
    const looks = ofKind(history, 'look');
    const kept = looks.filter(({ seen }) => seen?.['quantity'] === 3).length;
    return {
      held:
        looks.length === 0 || looks.some(({ outcome }) => outcome === 'hung')
          ? undefined
          : kept === looks.length,
      because: `${kept} of ${looks.length} carts were kept over two requests to two servers`,
      figures: { carts: looks.length, kept },
    };
  },

  conclude(judged) {
    const { held } = sides(judged);
    return {
      verdict: 'holds',
      because: `Without more (stateless) no cart was kept. What it takes is to recognise who is asking: ${listed(held)} did.`,
    };
  },

  figures: (runs) => [
    {
      form: 'bars',
      title: 'Carts kept over two requests',
      finding: 'Without a strategy nothing is remembered; with any that services share, everything is.',
      axis: { label: 'carts' },
      bars: runs.map(({ arm, history }) => {
        const looks = ofKind(history, 'look');
        const kept = looks.filter(({ seen }) => seen?.['quantity'] === 3).length;
        return { arm: arm.strategy, parts: { kept, forgotten: looks.length - kept } };
      }),
    },
  ],
});

import { type Carrier, InjectCarrier, InjectState, type State, updateState } from '@doorman/auth';
import { Problem } from '@doorman/service';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Carts } from './carts.js';
import { KeptCart, newCart } from './kept-cart.js';
import type { Shopper } from './shopper.js';

/** What is kept with a session: the cart, beside whatever another service may keep there. */
const SessionState = z.looseObject({ cart: KeptCart.optional() }).default({});

/** Carts in the session, or in the client's sealed cookie: one a login, gone when that ends. */
@Injectable()
export class SessionCarts extends Carts {
  constructor(
    @InjectState() private readonly state: State,
    @InjectCarrier() private readonly carrier: Carrier,
  ) {
    super();
  }

  async read({ credential }: Shopper): Promise<KeptCart> {
    const kept = await this.state.read(credential);
    if (!kept) throw this.#gone();
    return SessionState.parse(kept.value).cart ?? newCart();
  }

  async change(shopper: Shopper, change: (cart: KeptCart) => KeptCart): Promise<KeptCart> {
    const { value, written } = await updateState(this.state, shopper.credential, (before) => {
      const state = SessionState.parse(before);
      return { ...state, cart: change(state.cart ?? newCart()) };
    });
    if (written.written) {
      if (written.reissued) shopper.renew(written.reissued);
      return value.cart;
    }
    switch (written.because) {
      case 'gone':
        throw this.#gone();
      case 'conflict':
        throw new Problem('cart-busy');
      case 'too-large':
        throw new Problem('cart-does-not-fit');
    }
  }

  /** The guard let the request in, and the session has ended since: the same answer that the next request will get. */
  #gone(): Problem {
    return new Problem('credential-unknown', { headers: { 'www-authenticate': this.carrier.challenge } });
  }
}

import type { KeptCart } from './kept-cart.js';
import type { Shopper } from './shopper.js';

/** Where carts are kept: with the session, or in the order service's own database. The strategy decides. */
export abstract class Carts {
  /** An empty cart where nothing is kept yet. @throws Problem `credential-unknown` when the session has ended meanwhile */
  abstract read(shopper: Shopper): Promise<KeptCart>;

  /**
   * Changes the cart so that no concurrent change is lost.
   * @param change pure: it may run several times
   * @throws Problem `cart-busy`, `cart-does-not-fit`, or `credential-unknown` when the session has ended meanwhile
   */
  abstract change(shopper: Shopper, change: (cart: KeptCart) => KeptCart): Promise<KeptCart>;
}

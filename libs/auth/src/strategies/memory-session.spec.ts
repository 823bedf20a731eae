import { withNothing } from '../testing/no-surroundings.js';
import { describeStrategy } from '../testing/strategy-contract.js';

describeStrategy('memory-session', withNothing);

export { type Relay, relayTo } from './relay.js';
export { type Surroundings, describeStrategy } from './strategy-contract.js';

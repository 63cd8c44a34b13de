export { PRICES_AS_OF, priceOf, type Tokens } from './prices.js';
export { type EgressDescriptors, serveEgress } from './serve.js';

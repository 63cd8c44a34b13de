export { type AddressRule, judgedLookup, judgeLiteral, type Resolve, resolveBySystem } from './resolver.js';
export { serveEgress } from './serve.js';

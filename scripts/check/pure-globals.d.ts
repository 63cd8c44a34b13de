// Every global beyond the language itself that a pure zone may name. Without Node's types nothing else exists there:
// no process, no Buffer, no timer, no fetch.

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: Uint8Array | Uint16Array): string;
}

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class URL {
  constructor(text: string);
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
}

// The body of a model call: every field that may be there, and nothing else. Threat: the API itself as the way out. A server-side
// tool, an MCP server, a container, a file id, an image or document by URL, or a schema that refers to one makes the far end
// fetch from, or store for, a host of the orchestrator's choice. So text goes out, text comes back, and no field names a place.

import * as z from 'zod';
import { LIMITS, parseJson } from '../protocol/index.js';
import { err, ok, printable, type Result } from '../shared/index.js';
import { type Denial, denial } from './denial.js';
import type { Tokens } from './prices.js';

const cacheControl = z
  .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
  .nullable()
  .optional();

const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string(),
  cache_control: cacheControl,
  /** As the API returns it; a citation itself would refer to a document. */
  citations: z.null().optional(),
});
/** Bound to the conversation: the API wants them back unchanged. */
const thinkingBlock = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });
const redactedBlock = z.strictObject({ type: z.literal('redacted_thinking'), data: z.string() });

const textContent = z.union([z.string(), z.array(textBlock)]);
const message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('user'), content: textContent }),
  z.strictObject({ role: z.literal('system'), content: textContent }),
  z.strictObject({
    role: z.literal('assistant'),
    content: z.union([z.string(), z.array(z.discriminatedUnion('type', [textBlock, thinkingBlock, redactedBlock]))]),
  }),
]);

const display = z.enum(['summarized', 'omitted']).nullable().optional();
const thinking = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('adaptive'), display }),
  z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1), display }),
  z.strictObject({ type: z.literal('between_tools') }),
  z.strictObject({ type: z.literal('disabled') }),
]);

/** A schema may refer to its own parts only. */
function staysInside(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(staysInside);
  if (typeof node !== 'object' || node === null) return true;
  return Object.entries(node).every(([key, value]) => {
    if (!key.startsWith('$') || key === '$defs') return staysInside(value);
    return key === '$ref' && typeof value === 'string' && value.startsWith('#');
  });
}

const jsonFormat = z.strictObject({
  type: z.literal('json_schema'),
  schema: z.record(z.string(), z.unknown()).refine(staysInside, 'the schema refers to something outside itself'),
});

const modelCall = z.strictObject({
  model: z.string(),
  max_tokens: z.int().min(1),
  messages: z.array(message).min(1).max(1_000),
  system: textContent.optional(),
  stream: z.boolean().optional(),
  thinking: thinking.optional(),
  output_config: z
    .strictObject({
      effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).nullable().optional(),
      format: jsonFormat.nullable().optional(),
    })
    .optional(),
  cache_control: cacheControl,
  stop_sequences: z.array(z.string().max(200)).max(16).optional(),
});

type ModelCallBody = z.infer<typeof modelCall>;

interface BodyRules {
  readonly models: readonly string[];
  readonly outputTokensPerCall: number;
}

interface JudgedBody {
  /** The bytes that were judged, to be sent as they are. */
  readonly bytes: Uint8Array;
  readonly model: string;
  /** The most the call is expected to use, in the dearest way its body allows. */
  readonly worst: Tokens;
}

/**
 * Two bytes a token: text of a bill or a cloud account has three to four. A hostile text can be denser, up to one token a
 * byte, so a call can cost up to twice this estimate for its input. What is booked afterwards is what the API counted.
 */
function inputEstimate(bytes: number): number {
  return Math.ceil(bytes / 2) + 512;
}

function cacheControls(call: ModelCallBody): readonly z.infer<typeof cacheControl>[] {
  const contents = [call.system, ...call.messages.map((each) => each.content)];
  const blocks = contents.flatMap((content) => (typeof content === 'object' ? content : []));
  return [call.cache_control, ...blocks.map((block) => (block.type === 'text' ? block.cache_control : null))];
}

function worstUse(call: ModelCallBody, bytes: number): Tokens {
  const ttls = cacheControls(call).flatMap((control) => (control ? [control.ttl ?? '5m'] : []));
  const input = inputEstimate(bytes);
  const none: Tokens = { input: 0, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, output: call.max_tokens };
  if (ttls.includes('1h')) return { ...none, cacheWrite1h: input };
  return ttls.length > 0 ? { ...none, cacheWrite5m: input } : { ...none, input };
}

export function judgeBody(text: string, rules: BodyRules): Result<JudgedBody, Denial> {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > LIMITS.modelBodyBytes) {
    return err(denial('body-too-long', `the body is longer than ${String(LIMITS.modelBodyBytes)} bytes`));
  }
  // T-EGRESS: two keys of one name, of which we judge one and the far end obeys the other; the scan inside refuses them.
  const value = parseJson(text);
  if (!value.ok) return err(denial('body-not-json', 'the body is not plain JSON', value.error.detail));
  const call = modelCall.safeParse(value.value);
  if (!call.success) {
    const [issue] = call.error.issues;
    const extra = issue?.code === 'unrecognized_keys' ? issue.keys : [];
    const where = [...(issue?.path ?? []), ...extra].join('.');
    return err(denial('body-not-allowed', `not allowed in a model call: ${printable(where, 60)}`));
  }
  const { model, max_tokens: maxTokens } = call.data;
  if (!rules.models.includes(model)) return err(denial('model', 'this model is not configured', `asked for model ${model}`));
  if (maxTokens > rules.outputTokensPerCall) {
    return err(
      denial('max-tokens', `max_tokens is above ${String(rules.outputTokensPerCall)}`, `asked for max_tokens ${String(maxTokens)}`),
    );
  }
  return ok({ bytes, model, worst: worstUse(call.data, bytes.length) });
}

// Which values under a telling name are no secrets: they say nothing, count something, or name where the secret is kept.

import { ALNUM, BASE64, DASH, DOT, isRandom, lookOf, ODD, runEnd, WORD } from './characters.js';

const NOTHING = new Set(
  `true false null nil none undefined yes no on off enabled enable disabled disable required optional default unknown unset empty present missing redacted hidden masked set
  minutes hours seconds days n/a na all any string str number boolean object array password passwd secret token bearer basic digest jwt oauth oauth2 oidc iam aws gcp kms hsm aes256 sse
  plaintext encrypted active inactive pending expired valid invalid manual automatic auto generated static dynamic env environment file vault secretsmanager ssm
  changed rotated ok error failed success failure opaque legacy standard custom external internal global regional zonal private public key keys value name type user username
  email id apikey api_key authorization authorizer aws_iam cognito cognito_user_pools http https both request header query cookie cookies lax strict n false, true, null, {} [] () "" '' - -- —
  latest current previous awscurrent awspending awsprevious allow deny read write admin owner viewer editor available unavailable creating deleting ready running stopped
  s3 sns sqs lambda ec2 rds table string, text, varchar integer bytes timestamp date pem json yaml rsa ecdsa ed25519 sha256 sha1 md5 hs256 rs256 es256 not
  mandatory preferred forbidden deprecated notapplicable not_set not_applicable not_supported unsupported input output total count client_secret_basic client_secret_post
  service_account authorized_user private_key_jwt implicit refresh_token authorization_code client_credentials id_token access_token code`
    .split(/\s+/)
    .filter((word) => word !== ''),
);

/** Dates, times, durations, versions, sizes: digits with little else. */
function isMeasure(value: string): boolean {
  if (!/^[+-]?\d/.test(value)) return false;
  return (
    /^[+-]?\d{1,3}(?:,\d{3})+$/.test(value) ||
    /^[+-]?\d+(?:\.\d+){0,3}(?:e[+-]?\d+)?$/i.test(value) ||
    /^[+-]?\d+(?:\.\d+)?(?:[kmgtp]i?b?|[smhdwy]|ms|min|sec|days?|hours?|%)$/i.test(value) ||
    /^\d{4}-\d{2}(?:-\d{2})?(?:[T ][\d:.,]+(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(value) ||
    /^\d{1,2}[/:.]\d{1,2}[/:.]\d{1,4}$/.test(value)
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** What tells where a secret is kept, or that it was taken out; whoever writes it there knows the secret no more than we do. */
const ELSEWHERE =
  /^(?:arn:|projects\/|organizations\/|folders\/|https?:\/\/|gs:\/\/|s3:\/\/|ssm:\/|secretsmanager:|vault:|op:\/\/|sm:\/\/|kv\/|\$\{|\$\(|\$[A-Za-z_]|\{\{|\{%|%\(|%[A-Z_]{3,}%$|<|@Microsoft|\(emptied|\(withheld|\[redacted$|\[redacted(?: \d+)?: [a-z0-9 .,]{2,60}\]$|secretKeyRef|valueFrom|process\.env|os\.environ|env\(|getenv|!Ref|!Sub|!GetAtt|Fn::|data\.|var\.|local\.|module\.|ocid1\.|crn:|\/subscriptions\/)/;
const STARS = /^[*•xX.#?_\- ]+$/;

function isName(value: string): boolean {
  // Small words joined by marks, with short numbers: `prod/db-credentials`, `us-central1`, `default-token-v2`.
  if (value.length > 128 || runEnd(value, 0, ALNUM | DASH | DOT | BASE64 | ODD) < value.length || !/[-_/.:]/.test(value)) return false;
  return value.split(/[-_/.:]/).every((word) => /^(?:[A-Za-z]?[a-z]*\d{0,2}|[A-Z]+|\d{1,4})$/.test(word) && word.length <= 20);
}

/** Under a name that is always telling: whatever could be typed as a password, but not what says that there is none. */
export function isNothing(value: string): boolean {
  return (
    value.length < 2 ||
    NOTHING.has(value.toLowerCase()) ||
    STARS.test(value) ||
    ELSEWHERE.test(value) ||
    (/^\/[a-z]+\//.test(value) && !isUnguessable(value))
  );
}

const SPEAKS_OF_SECRETS = /secret|token|key|cred|passw|auth|cert/i;

/** The name of a place where a secret is kept; people's passwords have digits behind a word too, but do not say what they are. */
function isNameOfSecret(value: string): boolean {
  return isName(value) && (!/\d/.test(value) || SPEAKS_OF_SECRETS.test(value) || value.split(/[-_/.:]/).length > 3);
}

/** Under a name that other harmless things have too. */
export function isHarmless(value: string): boolean {
  return isNothing(value) || isMeasure(value) || isNameOfSecret(value) || (value.length < 6 && runEnd(value, 0, ALNUM) === value.length);
}

/** A number, a date, a version: kept under whatever name, unless it is quoted as a password is. */
export function isNumberLike(value: string): boolean {
  return isMeasure(value);
}

/** Names of packages, classes and hosts. */
const DOTTED = /^[A-Za-z][A-Za-z_-]*\d?(?:\.[A-Za-z][A-Za-z_-]*\d?)+$/;

/** Only what nobody typed, and what is no identifier that everybody may know. */
export function isUnguessable(value: string): boolean {
  return value.length >= 16 && !UUID.test(value) && !isName(value) && !DOTTED.test(value) && isRandom(value);
}

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

/** In a place where the next word may be anything: a typed secret has digits or marks in it, and is no name, date or size. */
export function isLikeASecret(value: string): boolean {
  if (value.length < 5 || isHarmless(value) || isName(value) || UUID.test(value)) return false;
  const { upper, lower, digit, other } = lookOf(value);
  if (runEnd(value, 0, WORD) < value.length && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(value)) return false;
  return upper + lower > 0 && (digit > 0 || other > 0);
}

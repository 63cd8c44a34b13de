// Secrets as vendors make them, from their public descriptions and not from our patterns, and the places in which an output carries them.
// All are invented at run time; no line of the repository holds one.

export interface Chance {
  /** 0 … below - 1 */
  readonly below: (limit: number) => number;
}

/** The same numbers for the same seed. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0 || 1;
  return {
    below: (limit) => {
      state ^= state << 13;
      state >>>= 0;
      state ^= state >>> 17;
      state ^= state << 5;
      state >>>= 0;
      return state % limit;
    },
  };
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const HEX = `${DIGITS}abcdef`;
const ALNUM = `${LOWER}${UPPER}${DIGITS}`;
const B64 = `${ALNUM}+/`;
const URL64 = `${ALNUM}-_`;
const BASE32 = `${UPPER}234567`;

const from = (chance: Chance, characters: string, count: number): string =>
  Array.from({ length: count }, () => characters.charAt(chance.below(characters.length))).join('');
const pick = <T>(chance: Chance, list: readonly T[]): T => {
  const found = list[chance.below(list.length)];
  if (found === undefined) throw new Error('an empty list');
  return found;
};
const uuid = (chance: Chance): string => [8, 4, 4, 4, 12].map((count) => from(chance, HEX, count)).join('-');
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const url64 = (text: string): string => Buffer.from(text).toString('base64url');

export type Make = (chance: Chance) => string;

const tail =
  (prefix: string, characters: string, count: number): Make =>
  (chance) =>
    `${prefix}${from(chance, characters, count)}`;

/** What is a secret by itself, wherever it stands. */
export const BARE: Readonly<Record<string, Make>> = {
  'aws access key id': (c) => pick(c, ['AK', 'AS', 'AB']) + pick(c, ['IA']) + from(c, BASE32, 16),
  'aws secret key': (c) => from(c, B64, 40),
  'aws session token': (c) => `IQoJb3JpZ2luX2Vj${from(c, B64, 300)}==`,
  'aws session token, older': (c) => `FwoGZXIvYXdz${from(c, B64, 280)}`,
  'aws role id': (c) => `AROA${from(c, BASE32, 17)}`,
  'bedrock key': (c) => `ABSK${from(c, B64, 128)}`,
  'google api key': tail(`AIza`, URL64, 35),
  'google access token': tail('ya29.', URL64, 180),
  'google access token, short': tail('ya29.c.', URL64, 60),
  'google refresh token': tail('1//0', URL64, 60),
  'google client secret': tail('GOC' + 'SPX-', URL64, 28),
  'google hmac id': tail('GOO' + 'G1E', BASE32, 55),
  'fcm key': (c) => `AAAA${from(c, URL64, 7)}:${from(c, URL64, 140)}`,
  'azure client secret': (c) => `${from(c, ALNUM, 3)}8Q~${from(c, `${ALNUM}_.-~`, 33)}a`,
  'azure storage key': (c) => `${from(c, B64, 86)}==`,
  'azure storage key, marked': (c) => `${from(c, B64, 76)}+ASt${from(c, B64, 6)}==`,
  'azure devops token': (c) => `${from(c, ALNUM, 52)}JQQJ99${from(c, ALNUM, 18)}AZDO${from(c, ALNUM, 4)}`,
  'azure function key': (c) => `${from(c, URL64, 44)}AzFu${from(c, ALNUM, 6)}==`,
  'github classic': (c) => `gh${pick(c, ['p', 'o', 'u', 's', 'r'])}_${from(c, ALNUM, 36)}`,
  'github fine-grained': (c) => `github_pat_${from(c, ALNUM, 22)}_${from(c, ALNUM, 59)}`,
  'gitlab token': (c) => `gl${pick(c, ['pat', 'dt', 'rt', 'soat', 'ptt', 'cbt'])}-${from(c, URL64, 20)}`,
  'gitlab routable token': (c) => `glpat-${from(c, URL64, 27)}.${from(c, HEX, 2)}.${from(c, HEX, 9)}`,
  'slack bot token': (c) => `xoxb-${from(c, DIGITS, 12)}-${from(c, DIGITS, 13)}-${from(c, ALNUM, 24)}`,
  'slack user token': (c) => `xoxp-${from(c, DIGITS, 12)}-${from(c, DIGITS, 12)}-${from(c, DIGITS, 13)}-${from(c, HEX, 32)}`,
  'slack app token': (c) => `xapp-1-A${from(c, UPPER + DIGITS, 10)}-${from(c, DIGITS, 13)}-${from(c, HEX, 64)}`,
  'slack hook': (c) =>
    `https://hooks.slack.com/services/T${from(c, UPPER + DIGITS, 9)}/B${from(c, UPPER + DIGITS, 10)}/${from(c, ALNUM, 24)}`,
  'discord hook': (c) => `https://discord.com/api/webhooks/${from(c, DIGITS, 18)}/${from(c, URL64, 68)}`,
  'discord bot token': (c) => `${pick(c, ['M', 'N'])}${from(c, ALNUM, 25)}.${from(c, URL64, 6)}.${from(c, URL64, 38)}`,
  'teams hook': (c) => `https://acme.webhook.office.com/webhookb2/${uuid(c)}@${uuid(c)}/IncomingWebhook/${from(c, HEX, 32)}/${uuid(c)}`,
  'telegram bot token': (c) => `${pick(c, ['5', '6', '7'])}${from(c, DIGITS, 9)}:AA${from(c, URL64, 33)}`,
  'stripe live': (c) => `${pick(c, ['s', 'r'])}k_${pick(c, ['live', 'test'])}_${from(c, ALNUM, pick(c, [24, 99]))}`,
  'stripe hook secret': tail('whs' + 'ec_', ALNUM, 32),
  'twilio key': (c) => `SK${from(c, HEX, 32)}`,
  'sendgrid key': (c) => `SG.${from(c, URL64, 22)}.${from(c, URL64, 43)}`,
  'mailgun key': (c) => `key-${from(c, HEX, 32)}`,
  'mailchimp key': (c) => `${from(c, HEX, 32)}-us${String(1 + c.below(20))}`,
  'brevo key': (c) => `xkeysib-${from(c, HEX, 64)}-${from(c, ALNUM, 16)}`,
  'npm token': tail('np' + 'm_', ALNUM, 36),
  'pypi token': tail('pyp' + 'i-AgEIcHlwaS5vcmc', URL64, 120),
  'rubygems key': tail('rubyg' + 'ems_', HEX, 48),
  'nuget key': tail('oy2', LOWER + DIGITS, 43),
  'docker token': (c) => `dckr_${pick(c, ['pat', 'oat'])}_${from(c, URL64, 27)}`,
  'vault token': (c) => `hv${pick(c, ['s', 'b', 'r'])}.${from(c, URL64, 95)}`,
  'vault token, older': tail('s.', ALNUM, 24),
  'terraform token': (c) => `${from(c, ALNUM, 14)}.atlasv1.${from(c, URL64, 67)}`,
  'doppler token': (c) => `dp.${pick(c, ['pt', 'st.prd', 'ct'])}.${from(c, ALNUM, 43)}`,
  'sentry token': (c) => `sntryu_${from(c, HEX, 64)}`,
  'openai key': (c) => `sk-${from(c, ALNUM, 20)}T3BlbkFJ${from(c, ALNUM, 20)}`,
  'openai project key': (c) => `sk-proj-${from(c, URL64, 74)}T3BlbkFJ${from(c, URL64, 74)}`,
  'openai key, plain': tail('s' + 'k-', ALNUM, 48),
  'anthropic key': (c) => `sk-ant-api03-${from(c, URL64, 93)}AA`,
  'openrouter key': (c) => `sk-or-v1-${from(c, HEX, 64)}`,
  'hugging face token': tail('h' + 'f_', ALNUM, 34),
  'replicate token': tail('r' + '8_', ALNUM, 37),
  'groq key': tail('gs' + 'k_', ALNUM, 52),
  'nvidia key': tail('nva' + 'pi-', URL64, 64),
  'databricks token': tail('da' + 'pi', HEX, 32),
  'shopify token': (c) => `shp${pick(c, ['at', 'ss', 'pa', 'ca'])}_${from(c, HEX, 32)}`,
  'square token': (c) => `sq0${pick(c, ['atp', 'csp'])}-${from(c, URL64, 43)}`,
  'square token, newer': tail('EAA' + 'A', URL64, 60),
  'grafana token': (c) => `glsa_${from(c, ALNUM, 32)}_${from(c, HEX, 8)}`,
  'grafana cloud token': (c) => `glc_${url64(JSON.stringify({ o: from(c, DIGITS, 6), n: 'x', k: from(c, ALNUM, 24) }))}`,
  'linear key': tail('lin_' + 'api_', ALNUM, 40),
  'notion token': tail('nt' + 'n_', ALNUM, 46),
  'notion token, older': tail('secr' + 'et_', ALNUM, 43),
  'atlassian token': (c) => `ATATT3xFfGF0${from(c, URL64, 170)}=${from(c, HEX.toUpperCase(), 8)}`,
  'figma token': tail('fig' + 'd_', URL64, 40),
  'airtable token': (c) => `pat${from(c, ALNUM, 14)}.${from(c, HEX, 64)}`,
  'okta token': (c) => `00${from(c, URL64, 40)}`,
  'new relic key': tail('NRA' + 'K-', UPPER + DIGITS, 27),
  'tailscale key': (c) => `tskey-${pick(c, ['auth', 'api', 'client'])}-${from(c, ALNUM, 17)}-${from(c, ALNUM, 31)}`,
  'ngrok token': (c) => `2${from(c, ALNUM, 26)}_${from(c, ALNUM, 21)}`,
  'age key': tail('AGE-SECRET' + '-KEY-1', `${UPPER}${DIGITS}`, 58),
  'digitalocean token': (c) => `do${pick(c, ['p', 'o', 'r'])}_v1_${from(c, HEX, 64)}`,
  'cloudflare token': tail('cfu' + 't_', ALNUM, 48),
  'cloudflare origin key': (c) => `v1.0-${from(c, HEX, 24)}-${from(c, HEX, 146)}`,
  'alibaba key id': tail('LTA' + 'I5t', ALNUM, 20),
  'tencent id': tail('AKI' + 'D', ALNUM, 32),
  'scaleway key': tail('SC' + 'W', UPPER + DIGITS, 17),
  'netlify token': tail('nf' + 'p_', ALNUM, 36),
  'supabase key': tail('sb' + 'p_', HEX, 40),
  'planetscale password': tail('pscale_' + 'pw_', URL64, 43),
  'aiven password': tail('AVN' + 'S_', URL64, 19),
  'dynatrace token': (c) => `dt0c01.${from(c, BASE32, 24)}.${from(c, BASE32, 64)}`,
  'posthog key': tail('ph' + 'x_', ALNUM, 43),
  'mapbox token': (c) => `sk.eyJ${from(c, ALNUM, 70)}.${from(c, URL64, 22)}`,
  'hubspot token': (c) => `pat-na1-${uuid(c)}`,
  'postman key': (c) => `PMAK-${from(c, HEX, 24)}-${from(c, HEX, 34)}`,
  'pulumi token': tail('pu' + 'l-', HEX, 40),
  'sonar token': tail('sq' + 'p_', HEX, 40),
  'circleci token': (c) => `CCIPAT_${from(c, ALNUM, 22)}_${from(c, HEX, 40)}`,
  'buildkite token': tail('bku' + 'a_', HEX, 40),
  'artifactory key': tail('AKC' + 'p', ALNUM, 69),
  'plaid token': (c) => `access-production-${uuid(c)}`,
  'razorpay key': tail('rzp_' + 'live_', ALNUM, 14),
  'easypost key': tail('EZA' + 'K', ALNUM, 54),
  'openshift token': tail('sha' + '256~', URL64, 43),
  'salesforce session': (c) => `00D${from(c, ALNUM, 12)}!${from(c, `${ALNUM}._`, 96)}`,
  'facebook token': tail('EAAC', ALNUM, 120),
  'heroku key': (c) => `HRKU-${uuid(c)}`,
  'fly token': tail('fm' + '2_', B64, 100),
  'contentful token': tail('CFP' + 'AT-', URL64, 43),
  'typeform token': tail('tf' + 'p_', URL64, 59),
  'adafruit key': tail('ai' + 'o_', ALNUM, 28),
  'json web token': (c) =>
    [
      url64(JSON.stringify({ alg: 'HS256', typ: 'JWT' })),
      url64(JSON.stringify({ sub: from(c, DIGITS, 10), iat: 1 })),
      from(c, URL64, 43),
    ].join('.'),
  'kubernetes service account token': (c) =>
    [
      url64(JSON.stringify({ alg: 'RS256', kid: from(c, ALNUM, 20) })),
      url64(JSON.stringify({ iss: 'kubernetes/serviceaccount' })),
      from(c, URL64, 342),
    ].join('.'),
  'bcrypt hash': (c) => `$2b$12$${from(c, `./${ALNUM}`, 53)}`,
  'shadow hash': (c) => `$6$${from(c, ALNUM, 8)}$${from(c, `./${ALNUM}`, 86)}`,
  'postgres address': (c) => `postgres://app:${password(c)}@db.internal:5432/orders`,
  'mongodb address': (c) => `mongodb+srv://svc:${from(c, ALNUM, 16)}@cluster0.abcde.mongodb.net/?retryWrites=true`,
  'redis address': (c) => `redis://:${from(c, ALNUM, 20)}@cache.internal:6379/0`,
  'amqp address': (c) => `amqps://worker:${from(c, ALNUM, 14)}@mq.internal:5671/%2f`,
  'https address': (c) => `https://deploy:${from(c, ALNUM, 18)}@git.example.com/a/b.git`,
  'https token address': (c) => `https://${from(c, ALNUM, 32)}@git.example.com/a/b.git`,
  'jdbc address': (c) => `jdbc:sqlserver://db.example.com:1433;database=x;user=sa;password=${from(c, ALNUM, 12)};encrypt=true`,
  'jdbc query': (c) => `jdbc:mysql://db.example.com/x?user=app&password=${from(c, ALNUM, 12)}`,
  'ado connection': (c) =>
    `Server=tcp:db.example.com,1433;Initial Catalog=x;User ID=sa;Password=${from(c, `${ALNUM}!#`, 14)};Encrypt=True;`,
  'odbc connection': (c) => `Driver={ODBC Driver 18};Server=db;Uid=app;Pwd=${from(c, ALNUM, 12)};`,
  'azure storage connection': (c) =>
    `DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=${from(c, B64, 86)}==;EndpointSuffix=core.windows.net`,
  'service bus connection': (c) =>
    `Endpoint=sb://acme.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${from(c, B64, 43)}=`,
  's3 signed address': (c) =>
    `https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20261101T000000Z&X-Amz-Expires=900&X-Amz-Signature=${from(c, HEX, 64)}&X-Amz-SignedHeaders=host`,
  'gcs signed address': (c) =>
    `https://storage.googleapis.com/b/k?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Expires=900&X-Goog-Signature=${from(c, HEX, 512)}`,
  's3 signed address, older': (c) =>
    `https://b.s3.amazonaws.com/k?Expires=1794000000&Signature=${encodeURIComponent(`${from(c, B64, 27)}=`)}`,
  'sas address': (c) =>
    `https://acme.blob.core.windows.net/c/b?sv=2022-11-02&sr=b&se=2026-12-01T00%3A00%3A00Z&sp=r&sig=${encodeURIComponent(`${from(c, B64, 43)}=`)}`,
  'cloudfront signed address': (c) =>
    `https://d1.cloudfront.net/f.zip?Expires=1794000000&Signature=${from(c, `${ALNUM}~-`, 344)}__&Key-Pair-Id=K2${from(c, UPPER + DIGITS, 12)}`,
  'pem key': (c) => pem(c, 'RSA PRIVATE KEY'),
  'pkcs8 key': (c) => pem(c, 'PRIVATE KEY'),
  'openssh key': (c) => pem(c, 'OPENSSH PRIVATE KEY'),
  'ec key': (c) => pem(c, 'EC PRIVATE KEY', 3),
  'pgp key': (c) => pem(c, 'PGP PRIVATE KEY BLOCK'),
  'pem key, cut': (c) => pem(c, 'PRIVATE KEY').split('\n').slice(0, 5).join('\n'),
  'pem key on one line': (c) => pem(c, 'PRIVATE KEY').replaceAll('\n', '\\n'),
  'putty key': (c) =>
    [
      'PuTTY-User-Key' + '-File-3: ssh-ed25519',
      'Encryption: none',
      'Comment: k',
      'Public-Lines: 1',
      from(c, B64, 60),
      'Private-Lines: 1',
      from(c, B64, 44),
      `Private-MAC: ${from(c, HEX, 64)}`,
    ].join('\n'),
  'bearer header': (c) => `Authorization: Bearer ${from(c, ALNUM, 32)}`,
  'basic header': (c) => `Authorization: Basic ${base64(`app:${password(c)}`)}`,
  'basic header, equals': (c) => `authorization=Basic ${base64(`app:${password(c)}`)}`,
  'token header': (c) => `Authorization: token ${from(c, HEX, 40)}`,
  'digest header': (c) =>
    `Authorization: Digest username="app", realm="r", nonce="${from(c, HEX, 32)}", uri="/", response="${from(c, HEX, 32)}"`,
  'aws signature header': (c) =>
    `Authorization: AWS4-HMAC-SHA256 Credential=AKIA${from(c, BASE32, 16)}/20261101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=${from(c, HEX, 64)}`,
  'api key header': (c) => `X-Api-Key: ${from(c, ALNUM, 32)}`,
  'private token header': (c) => `PRIVATE-TOKEN: ${from(c, ALNUM, 20)}`,
  'cookie header': (c) => `Cookie: session=${from(c, ALNUM, 26)}; theme=dark`,
  'set-cookie header': (c) => `Set-Cookie: sid=${from(c, ALNUM, 32)}; Path=/; HttpOnly`,
  'user data': (c) => base64(`#!/bin/bash\nexport DB_PASSWORD=${from(c, ALNUM, 16)}\n/opt/start\n`),
  'curl user': (c) => `curl -H "Authorization: Bearer ${from(c, ALNUM, 28)}" https://api.example.com`,
  'docker auth': (c) => `{"auths":{"images.example.com":{"auth":"${base64(`ci:${password(c)}`)}"}}}`,
  'service account key': (c) =>
    JSON.stringify({
      type: 'service_account',
      project_id: 'p',
      private_key_id: from(c, HEX, 40),
      private_key: `${pem(c, 'PRIVATE KEY')}\n`,
    }),
  'slack signing secret': (c) => `SLACK_SIGNING_SECRET=${from(c, HEX, 32)}`,
  'datadog keys': (c) => `DD_API_KEY=${from(c, HEX, 32)}`,
  'pagerduty key': (c) => `PAGERDUTY_API_KEY: u+${from(c, URL64, 18)}`,
  'hetzner token': (c) => `HCLOUD_TOKEN=${from(c, ALNUM, 64)}`,
  'ibm key': (c) => `IBMCLOUD_API_KEY=${from(c, URL64, 44)}`,
  'snowflake password': (c) => `SNOWFLAKE_PASSWORD=${password(c)}`,
  'auth0 secret': (c) => `AUTH0_CLIENT_SECRET=${from(c, URL64, 64)}`,
  'heroku key, older': (c) => `HEROKU_API_KEY=${uuid(c)}`,
  'twilio auth token': (c) => `TWILIO_AUTH_TOKEN=${from(c, HEX, 32)}`,
  'algolia key': (c) => `ALGOLIA_ADMIN_KEY=${from(c, HEX, 32)}`,
  'oracle passphrase': (c) => `pass_phrase=${password(c)}`,
  netrc: (c) => `machine api.example.com login ci password ${password(c)}`,
  'pgpass variable': (c) => `PGPASSWORD=${password(c)} psql -h db`,
  'mysql flag': (c) => `mysqldump --user=root --password=${password(c)} orders`,
  'flag with a blank': (c) => `app --db-password ${password(c)} --verbose`,
  sql: (c) => `CREATE USER app IDENTIFIED BY '${password(c)}'`,
  'sql role': (c) => `ALTER ROLE app WITH PASSWORD '${password(c)}'`,
};

const FIRST = ['Summer', 'hunter', 'Welcome', 'Tr0ub4dor', 'dragon', 'Passw0rd', 'S3cure', 'changeme', 'letmein', 'qwerty'];

/** As people make them. */
export function password(chance: Chance): string {
  return `${pick(chance, FIRST)}${pick(chance, ['', '!', '#', '_', '-'])}${from(chance, DIGITS, 1 + chance.below(4))}${pick(chance, ['', '!', '$', 'x'])}`;
}

function pem(chance: Chance, label: string, lines = 12): string {
  const body = Array.from({ length: lines }, () => from(chance, B64, 64));
  return [`-----BEGIN ${label}-----`, ...body, `${from(chance, B64, 30)}==`, `-----END ${label}-----`].join('\n');
}

/** What is one only under a telling name. */
export const NAMED: Readonly<Record<string, Make>> = {
  password,
  'random password': (c) => from(c, `${ALNUM}!@#%^*-_`, 20),
  'hex secret': (c) => from(c, HEX, 32),
  'hex secret, long': (c) => from(c, HEX, 64),
  'base64 secret': (c) => `${from(c, B64, 43)}=`,
  'base64url secret': (c) => from(c, URL64, 43),
  'uuid secret': uuid,
  'small letters and digits': (c) => from(c, LOWER + DIGITS, 24),
};

export const NAMES: readonly string[] =
  'password DB_PASSWORD db_password dbPassword MasterUserPassword PASSWD MYSQL_ROOT_PASSWORD api_key apiKey API-KEY client_secret ClientSecret SECRET_KEY AWS_SECRET_ACCESS_KEY secretAccessKey accessToken ACCESS_TOKEN auth_token authToken private_key_passphrase encryption_key SharedAccessKey STRIPE_SECRET GITHUB_TOKEN webhookSecret signingKey SESSION_SECRET pAsSwOrD redis.password spring.datasource.password credentials JWT_SECRET x-api-key refresh_token smtp_pass admin_pwd keystorePassword'.split(
    ' ',
  );

/** The places that hold a value under a name. */
export const CARRIERS: Readonly<Record<string, (name: string, value: string) => string>> = {
  json: (name, value) => JSON.stringify({ id: 7, [name]: value, zone: 'a' }, null, 2),
  'json on one line': (name, value) => JSON.stringify({ id: 7, [name]: value, zone: 'a' }),
  'json in json': (name, value) => JSON.stringify({ message: JSON.stringify({ [name]: value, at: 'x' }) }),
  'json in json in json': (name, value) => JSON.stringify({ message: JSON.stringify({ message: JSON.stringify({ [name]: value }) }) }),
  yaml: (name, value) => `kind: X\nspec:\n  ${name}: ${value}\n  size: 3\n`,
  'quoted yaml': (name, value) => `spec:\n  ${name}: '${value}'\n`,
  env: (name, value) => `PATH=/bin\n${name}=${value}\nHOME=/root\n`,
  'exported env': (name, value) => `export ${name}="${value}"\n`,
  tabs: (name, value) => `NAME\tx\n${name}\t${value}\n`,
  table: (name, value) => `+---+---+\n|  ${name}  |  ${value}  |\n+---+---+\n`,
  'ecs pair': (name, value) =>
    JSON.stringify(
      {
        environment: [
          { name: 'A', value: 'b' },
          { name, value },
        ],
      },
      null,
      4,
    ),
  'ssm pair': (name, value) => JSON.stringify({ Parameters: [{ Name: `/prod/${name}`, Type: 'String', Value: value }] }, null, 4),
  'cloudformation pair': (name, value) => JSON.stringify([{ ParameterKey: name, ParameterValue: value }]),
  'pair the other way round': (name, value) => JSON.stringify([{ value, name }]),
  'yaml pair': (name, value) => `env:\n- name: ${name}\n  value: ${value}\n- name: B\n  value: c\n`,
  'text pair': (name, value) => `Name: ${name}\nValue: ${value}\n`,
  xml: (name, value) => `<config><${name}>${value.replaceAll('&', '&amp;')}</${name}></config>`,
  address: (name, value) => `GET https://api.example.com/v1/x?a=b&${name}=${encodeURIComponent(value)}&c=d HTTP/1.1`,
  'log line': (name, value) => `2026-11-01T00:00:00Z INFO starting app ${name}=${value} retries=3`,
  'log line with a colon': (name, value) => `2026-11-01T00:00:00Z INFO config ${name}: ${value}`,
  flag: (name, value) => `/usr/bin/app --${name} ${value} --verbose`,
  'flag with equals': (name, value) => `/usr/bin/app --${name}=${value} --verbose`,
  python: (name, value) => `{'${name}': '${value}', 'b': 1}`,
  'escaped equals': (name, value) => `{"cmd": "run ${name}\\u003d${value} now"}`,
  'percent-encoded': (name, value) => `state=${encodeURIComponent(`${name}=${value}`)}`,
  'kubectl describe': (name, value) => `    Environment:\n      ${name}:  ${value}\n      OTHER:  1\n`,
  'csv column': (name, value) => `id,${name},region\n1,${/[",]/.test(value) ? `"${value}"` : value},eu\n`,
};

/** The places that hold what is a secret by itself. */
export const PLACES: Readonly<Record<string, (secret: string) => string>> = {
  alone: (secret) => secret,
  'in a sentence': (secret) => `then use ${secret} to log in`,
  'json value': (secret) => JSON.stringify({ a: 1, note: secret }, null, 2),
  'json in json': (secret) => JSON.stringify({ message: JSON.stringify({ note: secret }) }),
  'yaml value': (secret) => `a:\n  note: ${secret.replaceAll('\n', '\n    ')}\n`,
  'env value': (secret) => `SOMETHING=${secret}\n`,
  'table cell': (secret) => `|  x  |  ${secret}  |  y  |`,
  tabs: (secret) => `x\t${secret}\ty\n`,
  'log line': (secret) => `2026-11-01T00:00:00Z WARN retry ${secret}, attempt 2`,
};

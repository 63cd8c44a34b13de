// Tokens that say by their own first letters whose they are: public facts of the vendors, one line a vendor.
// A line is: what the reader is told | the characters that may follow | how many at least | the beginnings.
// Characters: a letters and digits, u capitals and digits, h hexadecimal, d digits, w letters, digits, `_`, `-`, g the same and `.`,
// b base64 and base64url, x everything that is in a token. A `<` before the number: the beginning may stand anywhere inside
// the run of such characters, which counts whole. An `r` after it: what follows must look random, for the beginning is a common one.

import { entryAt } from '../tables.js';

const LINES = `
aws access key id|u|16|AKIA ASIA ABIA ACCA APKA A3TX
aws principal id|u|16|AROA AIDA
aws session token|b|40|IQoJb3JpZ2lu FwoGZXIvYXdz FQoGZXIvYXdz FwoDYXdz FQoDYXdz AQoDYXdz AgoJb3JpZ2lu
aws bedrock api key|b|60|ABSK bedrock-api-key-
aws mws token|w|30|amzn.mws.
amazon oauth secret|a|40|amzn1.oa2-cs.v1.
google api key|w|30|AIza
google oauth token|g|20|ya29.
google refresh token|w|25r|1//0 4/0A
google client secret|w|20|GOCSPX-
google hmac key id|u|16|GOOG1E GOOG
azure storage key|b|<60|+ASt
azure key|b|<40|AzFu AzSe AzCa ACDb +ACR +AEh +ASb +AIoT +ABa +AMC AZDO AzCo JQQJ99
github token|w|20|ghp_ gho_ ghu_ ghs_ ghr_ github_pat_
gitlab token|g|15|glpat- gldt- glrt- glrtr- glft- glsoat- glimt- glagent- glptt- gloas- glcbt- glffct- glwt- GR1348941
slack token|x|10|xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxc- xoxd- xoxe- xoxe. xapp- xwfp-
stripe key|a|10|sk_live_ sk_test_ rk_live_ rk_test_ pk_live_ pk_test_ sk_prod_ rk_prod_ whsec_ sk_org_
sendgrid key|g|40|SG.
mailgun key|w|28|key- pubkey-
brevo key|w|40|xkeysib- xsmtpsib-
npm token|a|30|npm_
pypi token|w|40|pypi-
rubygems token|a|30|rubygems_
crates token|a|32r|cio
clojars token|a|40|CLOJARS_
docker token|w|20|dckr_pat_ dckr_oat_ dckr_opat_
vault token|w|20|hvs. hvb. hvr. hvo.
vault token|a|20r|s. b.
terraform token|g|<60|.atlasv1.
doppler token|g|20|dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit. dp.said.
datadog key|w|30|ddapp_ ddpat_
sentry token|b|30|sntrys_ sntryu_ sntryi_ sntrya_
pagerduty key|w|15|pdus+_ pdeu+_
openai key|w|20|sk-proj- sk-svcacct- sk-admin- sk-service- sess-
openai key|w|<30|T3BlbkFJ
openrouter key|w|20|sk-or-v1- sk-or-
anthropic key|w|16|sk-ant-
api key|w|20r|sk-
langfuse key|w|20|sk-lf- pk-lf-
hugging face token|a|25|hf_ api_org_
replicate token|a|30|r8_
groq key|a|40|gsk_
perplexity key|a|30|pplx-
xai key|w|40|xai-
fireworks key|a|20|fw_
together key|w|30|tgp_v1_
langsmith key|w|30|lsv2_pt_ lsv2_sk_ ls__
nvidia key|w|40|nvapi-
jina key|w|30|jina_
pinecone key|w|30|pcsk_
tavily key|w|20|tvly-
voyage key|w|35|pa-
elevenlabs key|a|40|sk_
wandb key|w|30|wandb_v1_
databricks token|h|30|dapi dose dkea dsapi
snowflake token|x|40|ver:1-hint:
shopify token|a|28|shpat_ shpss_ shppa_ shpca_ shpua_ shptka_
square token|w|20|sq0atp- sq0csp- sq0idp- sq0
square token|w|55|EAAA
facebook token|a|60|EAA
instagram token|a|60|IGQV
telegram token|w|30|:AA
grafana token|b|28|glsa_ glc_ eyJrIjoi
linear key|a|30|lin_api_ lin_oauth_
notion token|a|38|secret_ ntn_
atlassian token|b|20|ATATT3 ATCTT3 ATSTT3 ATBB
trello token|a|50|ATTA
figma token|w|35|figd_ figu_
new relic key|w|20|NRAK- NRII- NRIQ- NRRA- NRSP- NRJS- NRBR-
new relic key|a|<36|NRAL
tailscale key|w|12|tskey-
age key|u|40|AGE-SECRET-KEY-1 AGE-PLUGIN-
1password token|b|60|ops_eyJ
1password key|w|28|A3-
digitalocean token|h|40|dop_v1_ doo_v1_ dor_v1_
digitalocean key|u|16|DO00 DO801
cloudflare token|w|35|cfk_ cfut_ cfat_
cloudflare origin key|w|60|v1.0-
alibaba access key id|a|12|LTAI
alibaba session token|a|40|STS.
tencent secret id|a|13|AKID
baidu key|a|28|ALTAK
scaleway key|u|16|SCW
hetzner token|a|40|hcloud_
yandex key|w|35|AQVN y0_
yandex key|g|60|t1.
heroku key|w|30|HRKU-
fly token|b|30|fm2_ fm1r_ fm1a_ fo1_
render key|a|20|rnd_
netlify token|a|30|nfp_
vercel token|a|20|vcp_ vck_ vca_ vci_ vcr_ vercel_blob_rw_
supabase key|w|30|sbp_ sb_secret_
planetscale secret|g|28|pscale_tkn_ pscale_pw_ pscale_oauth_
neon key|a|30|napi_
mongodb secret|w|30|mdb_sa_sk_
aiven password|w|15|AVNS_ AIVEN_
dynatrace token|g|60|dt0c01. dt0s01. dt0s02. dt0s16.
honeycomb key|a|30|hcaik_ hcbik_ hcxik_ hcalk_ hcamk_
posthog key|a|30|phc_ phx_ phs_
mapbox token|g|40|sk.eyJ pk.eyJ tk.eyJ
contentful token|w|35|CFPAT-
hubspot token|w|30|pat-na1- pat-eu1- pat-na2- pat-na3- pat-ap1-
postman key|w|40|PMAK-
postman collection key|w|30|PMAT-
pulumi token|a|30|pul-
snyk token|g|30|snyk_uat. snyk_sat.
sonar token|a|30|sqp_ squ_ sqa_
circleci token|w|30|CCIPAT_ CCIPRJ_
buildkite token|a|30|bkua_ bkaj_ bkct_ bkpt_
artifactory token|a|40|AKCp cmVmdGtuOj
adafruit key|a|24|aio_
dropbox token|w|60|sl. sl.u.
clickup token|w|30|pk_
typeform token|w|35|tfp_
frame.io token|w|50|fio-u-
easypost key|a|40|EZAK EZTK
duffel token|w|35|duffel_live_ duffel_test_
shippo token|a|35|shippo_live_ shippo_test_
api key|a|30r|live_ test_
plaid token|w|28|access-sandbox- access-production- access-development-
flutterwave key|w|20|FLWSECK- FLWSECK_TEST- FLWPUBK-
razorpay key|a|12|rzp_live_ rzp_test_
paypal token|h|28|access_token$production$ access_token$sandbox$
wakatime key|w|30|waka_
prefect key|a|30|pnu_ pnb_
readme key|a|40|rdme_
scalingo token|w|40|tk-us-
infracost key|a|28|ico-
openshift token|w|35|sha256~
salesforce token|x|60|00D
salesforce key|g|60|3MVG9
sourcegraph token|w|35|sgp_ sgp_local_ slk_
octopus key|a|24|API-
resend key|w|20r|re_
onesignal key|a|60|os_v2_
harness token|g|30|pat. sat.
defined networking key|w|40|dnkey-
maxmind key|w|<36|_mmk
intra42 secret|a|40|s-s4t2ud- s-s4t2af-
apify token|a|30|apify_api_
exoscale key|a|20|EXO
mandrill key|w|20|md-
password hash|x|20|$2a$ $2b$ $2y$ $1$ $5$ $6$ $y$ $7$ $apr1$ $argon2 $pbkdf2 $scrypt $krb5
password hash|x|30|pbkdf2_sha256$ pbkdf2: scrypt: {SSHA} {SHA}
private key|b|<60|IBADANBg IBAAKC MHcCAQEEI MHQCAQEEI MIGkAgEB MC4CAQAwBQYDK2V MIGHAgEAM b3BlbnNzaC1rZXktdjE MIIFDjBABgkqhkiG9w0BBQ0
nats seed|u|50|SUA SUO SAA SCA SNA
bitcoin extended key|a|100|xprv tprv yprv zprv
`;

export interface TokenShape {
  readonly kind: string;
  readonly prefix: string;
  readonly characters: 'a' | 'u' | 'h' | 'w' | 'g' | 'b' | 'x';
  readonly least: number;
  readonly isAnywhere: boolean;
  readonly isRandom: boolean;
}

const SETS: readonly TokenShape['characters'][] = ['a', 'u', 'h', 'w', 'g', 'b', 'x'];

/** INVARIANT: prefixes have no character that the automaton's alphabet lacks; it throws otherwise, at the first test. */
export const TOKEN_SHAPES: readonly TokenShape[] = LINES.trim()
  .split('\n')
  .flatMap((line) => {
    const cells = line.split('|');
    const least = entryAt(cells, 2);
    return entryAt(cells, 3)
      .split(' ')
      .map((prefix) => ({
        kind: entryAt(cells, 0),
        prefix,
        characters: entryAt(
          SETS,
          SETS.findIndex((set) => set === cells[1]),
        ),
        least: Number.parseInt(least.replace('<', ''), 10),
        isAnywhere: least.startsWith('<'),
        isRandom: least.endsWith('r'),
      }));
  });

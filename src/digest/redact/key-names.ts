// Which names say that a secret stands behind them: judged by their words, the last ones most, since `PasswordLastUsed` is a date
// and `db_password_2` is a password.

import { ALNUM, DIGIT, isOf, LOWER, UPPER } from './characters.js';
import { textIn } from '../tables.js';

/** `always`: whatever stands there. `unless-a-name`: but not what is plainly the name of a resource. `random`: only what nobody typed. */
export type Telling = 'always' | 'unless-a-name' | 'random';

export interface KeyName {
  readonly telling: Telling;
  readonly kind: string;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Ends of a name, without what separates its words. */
const PASSWORDS = words(`password passwd passwrd passwort kennwort passphrase passcode pwd pswd motdepasse contrasena senha userpass
  dbpass rootpass adminpass mysqlpass keypass storepass passw wachtwoord haslo parola requirepass masterauth sshpass
  secretaccesskey awssecretkey awssecret clientsecret appsecret consumersecret apisecret secretkey secretkeybase privatekeypass secretbinary
  secretstring mysqlpwd pgpass smtppass ftppass mailpass redispass httppass proxypass txtpass pass pw passwords`);
const SECRETS = words(`secret apikey apitoken accesskey accountkey authkey authtoken privatekey privkey signingkey signkey
  encryptionkey masterkey sharedkey sharedaccesskey sharedsecret storagekey storageaccountkey credential credentials creds cred connectionstring connstring
  connstr connectionurl connectionuri databaseurl databaseuri dburl dburi mongourl mongouri redisurl amqpurl dsn sastoken saskey sasurl
  sessionkey sessionsecret sessiontoken securitytoken accesstoken refreshtoken idtoken bearertoken oauthtoken
  bottoken webhookurl webhooksecret webhooktoken bearer jwt psk presharedkey hmac hmackey hmacsecret mnemonic seedphrase otp totp totpseed mfaseed mfasecret otpsecret recoverycode
  backupcode backupcodes recoverycodes xapikey subscriptionkey functionkey functionskey deploykey serverkey consumerkey appkey applicationkey licensekey licencekey
  integrationkey ingestkey writekey readkey servicekey salt pepper sshkey sshprivatekey pgpkey gpgkey rsakey eckey tlskey sslkey clientkeydata clientkey
  cookie setcookie cookiesecret sessid jsessionid phpsessid connectsid csrftoken xsrftoken authcode authorizationcode devicecode token tokens secrets apikeys
  dockerconfigjson dockercfg dockerauthconfig keystring accesskeysecret accesskeyvalue primaryaccesskey secondaryaccesskey basicauth
  httpauth proxyauthorization authorization xauthtoken xamzsecuritytoken xamzsignature xgoogsignature privatetoken jobtoken xvaulttoken githubtoken ghtoken
  pat personalaccesstoken npmtoken secretvalue passkey wifikey networkkey wpakey htpasswd pinnumber cvv cvc cvv2 encryptionpassword credentialvalue kubeconfig saml samlresponse assertion clientassertion secretid unsealkey
  privatekeyid unsealkeys roottoken bootstraptoken certkey`);
const RANDOM =
  words(`key auth authentication session sessionid sid signature sig sas nonce verifier pin seed license licence webhook primarykey secondarykey
  ticket roleid pwdhash cert pem jwk keydata keymaterial`);

/** These end like secrets and are none: they turn pages, make requests repeatable, or name what is public. */
const HARMLESS_ENDS =
  words(`nexttoken pagetoken continuationtoken clienttoken clientrequesttoken idempotencytoken paginationtoken startingtoken
  locktoken synctoken updatetoken changetoken sequencetoken forwardtoken backwardtoken resumetoken cursortoken markertoken nextcontinuationtoken
  encodedtoken previoustoken nextbatchtoken positiontoken versiontoken pagingtoken partitiontoken creationtoken requesttoken purchasetoken verificationtoken dkimtoken dkimtokens devicekey
  publickey partitionkey sortkey hashkey rangekey cachekey objectkey idempotencykey dedupkey deduplicationkey groupkey foreignkey tagkey
  dimensionkey resourcekey metrickey labelkey rowkey routingkey kmskey ssekmskey kmsencryptionkey mapkey s3key bucketkey filekey imagekey lookupkey shardkey
  instancekey hostkey configkey registrykey featurekey translationkey eventkey orderkey itemkey attributekey contextkey sortingkey groupingkey
  compoundkey compositekey naturalkey clusterkey clusteringkey distkey parameterkey propertykey keykey answerkey prefixkey suffixkey hotkey turnkey monkey donkey
  turkey whiskey jockey hockey keyspace countrycode statuscode exitcode errorcode zipcode postalcode regioncode currencycode returncode
  reasoncode languagecode productcode usagecode servicecode operationcode responsecode httpcode billingcode sourcecode opcode barcode statecode vcode bytecode unicode encode decode
  resultcode typecode locationcode usagetypecode charset offercode offertermcode ratecode pricecode
  secretname compass bypass surpass trespass overpass underpass multipass singlepass firstpass lastpass onepass
  contenthash confighash treehash confighash commithash imagedigest manifestdigest codesha deploymenthash templatehash podtemplatehash
  spechash bloomfilterhash partitionhash etag
  sessionstate instancestate resourcestate`);

/** Words after the telling one that leave the name telling. */
const NEUTRAL = new Set(
  words(`value values val string str text txt plain plaintext raw data content b64 base64 hex encoded enc encrypted cipher hash hashed digest old new current cur prev previous prod
  production dev development stage staging stg test testing live qa uat sandbox local primary secondary main master default admin root user app db database api
  one two three a b c v s json pem bytes input param field env`),
);
/** A last word that makes the name one about a secret: its date, its name, its count. */
const ABOUT = new Set(
  words(`id ids name names arn arns type types count counts version versions path paths url urls uri uris endpoint ttl age length len size min max policy policies
  expiry expires expire expiration expired expiring date time timestamp at last used changed change rotated rotation rotate enabled enable disabled status state ref reference references provider
  providers file files filename algorithm alg format prefix suffix hint reset require required requires requirement requirements needed allowed location locations region description desc label title group groups list
  manager management service services store storage engine mode method methods scope scopes usage limit limits quota rate
  seconds minutes hours days ms millis period interval duration timeout lifetime valid validity configured config configuration settings setting support supported strength complexity
  history reuse attempts attempt failed failures errors error exists present set is has source sources target issuer audience subject
  fingerprint thumbprint owner created updated modified deleted accessed retrieved request requests response responses review reviews
  metric metrics event events api apis rule rules role roles template class mapping selector volume mount mounts annotation annotations
  bytes cost costs price prices unit units spend hours gb mib generated generation attribute attributes number index schema column table tables
  handler header headers lambda function functions authorizer flow grant grants tag tags key-id less agent agents auto length kind`),
);

const MOST_NAME = 96;

/** The words of a name in small letters: `DBPassword_v2` is db, password, v, 2. */
export function wordsOf(name: string): readonly string[] {
  const out: string[] = [];
  let start = 0;
  const cut = (at: number): void => {
    if (at > start) out.push(name.slice(start, at).toLowerCase());
  };
  for (let at = 0; at < name.length; at += 1) {
    if (!isOf(name, at, ALNUM)) {
      cut(at);
      start = at + 1;
    } else if (at > start) {
      const isHump = isOf(name, at, UPPER) && (isOf(name, at - 1, LOWER) || (isOf(name, at + 1, LOWER) && isOf(name, at - 1, UPPER)));
      const isNumber = isOf(name, at, DIGIT) !== isOf(name, at - 1, DIGIT);
      if (isHump || isNumber) {
        cut(at);
        start = at;
      }
    }
  }
  cut(name.length);
  return out;
}

const endsWithOne = (text: string, ends: readonly string[]): boolean => ends.some((end) => text.endsWith(end));
const isNumberWord = (word: string): boolean => /^\d+$/.test(word);

/** Too short to end any longer word: they count as whole words only. */
const WHOLE = new Set(
  words(
    'pass pw pat pwd cred creds salt pepper otp hmac jwt dsn psk cvv cvc saml code hash digest state key auth sid sig sas pin seed pem cert nonce session ticket license licence webhook cookie bearer senha haslo parola',
  ),
);

function endOf(parts: readonly string[], ends: readonly string[]): boolean {
  const folded = parts.join('');
  const last = textIn(parts, parts.length - 1);
  return ends.some((end) => (WHOLE.has(end) ? last === end || folded === end : folded.endsWith(end)));
}

function kindOf(folded: string): string {
  if (/pass|pwd|pw$|senha|haslo|parola|contrasena|kennwort|wachtwoord/.test(folded)) return 'password';
  if (/cookie|sess|sid$/.test(folded)) return 'session';
  if (/connection|conn|url$|uri$|dsn/.test(folded)) return 'connection string';
  if (/token|jwt|bearer/.test(folded)) return 'token';
  if (/private|pem|sshkey/.test(folded)) return 'private key';
  if (/signature|sig$|hmac/.test(folded)) return 'signature';
  if (/key/.test(folded)) return 'key';
  if (/auth|cred/.test(folded)) return 'credential';
  return 'secret';
}

function judged(name: string): KeyName | undefined {
  const all = wordsOf(name);
  const whole = all.join('');
  if (endsWithOne(whole, HARMLESS_ENDS)) return undefined;
  const kind = kindOf(whole);
  let parts = all;
  for (;;) {
    if (endOf(parts, PASSWORDS)) return { telling: 'always', kind };
    if (endOf(parts, SECRETS)) return { telling: 'unless-a-name', kind };
    const last = textIn(parts, parts.length - 1);
    if (parts.length < 2 || !(NEUTRAL.has(last) || isNumberWord(last))) break;
    parts = parts.slice(0, -1);
  }
  if (ABOUT.has(textIn(all, all.length - 1))) return undefined;
  // The telling word stands further in front, or is one that other things are called too.
  return endOf(all, RANDOM) || parts.some((_, at) => at > 0 && (endOf(parts.slice(0, at), PASSWORDS) || endOf(parts.slice(0, at), SECRETS)))
    ? { telling: 'random', kind }
    : undefined;
}

const MOST_KNOWN = 4_096;

/** Remembers: an output repeats its names. */
export function keyNames(): (name: string) => KeyName | undefined {
  const known = new Map<string, KeyName | undefined>();
  return (name) => {
    if (name.length > MOST_NAME) return undefined;
    if (known.has(name)) return known.get(name);
    const found = judged(name);
    if (known.size < MOST_KNOWN) known.set(name, found);
    return found;
  };
}

/** Words so short or so common that only what follows them makes them a name. */
const SHORT = words('cookie pass pwd pw pin seed sid sig pat key auth nonce salt cvv otp creds webhook ticket license');
const BEHIND = ['=', ':', '"', "'"];

/** What the one pass looks for to notice a telling name at all; with blanks between the words too, as people and tables write them. */
export const KEY_MARKS: readonly string[] = [
  ...words(`passw passwort pswd passphrase passcode pass_ _pass -pass dbpass kennwort motdepasse contrasena senha requirepass masterauth wachtwoord
    secret token apikey api_key api-key accesskey access_key access-key accountkey account_key account-key authkey auth_key auth-key privatekey
    private_key private-key privkey signingkey signing_key signing-key encryptionkey encryption_key encryption-key masterkey master_key master-key sharedkey shared_key
    sharedaccess storagekey storage_key credential creds connectionstring connection_string connection-string connstr conn_str connectionurl database_url databaseurl
    database_uri db_url dburl _url _uri dsn sas_ sastoken session sessid bearer jwt psk_ _psk presharedkey pre_shared_key pre-shared hmac mnemonic seed_ _seed totp
    mfa_ mfaseed recovery backupcode backup_code subscription appkey app_key app-key _key -key licensekey authorization cookie_ _cookie signature sshkey dockerconfig dockercfg
    keystring htpasswd kubeconfig saml assertion unseal bootstrap connect.sid keydata _auth .auth -auth _pat _pw -pw pwd_ _pwd _salt _pin _otp webhook cert_ _cert`),
  ...SHORT.flatMap((word) => BEHIND.map((behind) => `${word}${behind}`)).filter((mark) => mark !== 'cookie:'),
  ...['api', 'access', 'account', 'private', 'secret', 'signing', 'encryption', 'master', 'shared', 'client', 'auth', 'license', 'ssh'].map(
    (first) => `${first} key`,
  ),
  'connection string',
];

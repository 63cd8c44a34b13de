// Fields that hold what authenticates, or what people keep such things in. A query that names one asks for a secret, whatever it reads;
// what an answer holds without being asked is removed from it later, elsewhere.

/** Without case, hyphens and underscores. */
const SECRET = new Set(
  (
    'accesstoken adminpassword apikey apikeys authkey authtoken clientsecret connectionstring connectionstrings containeroverrides credentials ' +
    'customdata env envfrom environmentvariables keymaterial masteruserpassword masterusersecret osprofileadminpassword password passwords ' +
    'plaintext presharedkey presharedkeys privatekey privatekeydata rootpassword secret secretaccesskey secretbinary secretenvironmentvariables ' +
    'secretstring secretvalue sessiontoken sharedsecret sshkeys stringdata token userdata variables'
  ).split(' '),
);
/** The overrides of a task hold its environment; those of a launch template, `Overrides`, hold types of machines. */
const SECRET_AS_WRITTEN = new Set(['overrides']);

/** A label may have any name. */
const LABELS = /(?:labels|tags|annotations)(?:\.|\[)["']?$/i;
const LABELS_CHARACTERS = 16;

/** Whether the name from one place to another of a text is such a field. */
export function isSecretField(text: string, from: number, to: number): boolean {
  const name = text.slice(from, to).replace(/^["'.[]+|["'\]]+$/g, '');
  if (!SECRET_AS_WRITTEN.has(name) && !SECRET.has(name.toLowerCase().replace(/[-_\\]/g, ''))) return false;
  return !LABELS.test(text.slice(Math.max(0, from - LABELS_CHARACTERS), text[from] === '.' || text[from] === '[' ? from + 1 : from));
}

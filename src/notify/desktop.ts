// A note on the desktop, where there is one: `notify-send`, or `osascript` on macOS. The text is an argument, never part of a program.

import { isFileAt } from '../programs/index.js';
import { start } from './start.js';
import { notDelivered, type Way } from './way.js';

const BODY = 500;
const OSASCRIPT = '/usr/bin/osascript';
const NOTIFY_SEND = ['/usr/bin/notify-send', '/usr/local/bin/notify-send'];
const DISPLAY_ARGUMENTS = ['on run argv', 'display notification (item 2 of argv) with title (item 1 of argv)', 'end run'];

/** Some desktops read the body as markup. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function argvOf(title: string, body: string, platform: string, isThere: (path: string) => boolean): readonly string[] | undefined {
  if (platform === 'darwin')
    return isThere(OSASCRIPT) ? [OSASCRIPT, ...DISPLAY_ARGUMENTS.flatMap((part) => ['-e', part]), title, body] : undefined;
  const program = NOTIFY_SEND.find(isThere);
  return program === undefined ? undefined : [program, '--app-name=ghosthunter', '--', title, withoutMarkup(body)];
}

export function desktop(
  environment: Readonly<Record<string, string>>,
  platform: string = process.platform,
  isThere: (path: string) => boolean = isFileAt,
): Way {
  return ({ text, title }, milliseconds) => {
    const argv = argvOf(title, text.slice(0, BODY), platform, isThere);
    if (!argv) return Promise.resolve(notDelivered('no-program', 'there is no notify-send here (Debian: apt-get install libnotify-bin)'));
    return start({ argv, environment, input: '', milliseconds });
  };
}

"""Dumps gsutil's own command map: names, aliases, short flags, how many arguments, and the words that a command takes first.

    python3 dump-gsutil.py SDK_ROOT snapshot/gsutil.json.gz

A command with words of its own (`versioning get`) is written once for each of them. Flags of such a word are those of its command, as
gsutil's getopt string has them, and those that its synopsis names: gsutil does not keep them apart.
"""

import getopt
import os
import re
import sys

from snapshot_file import write_snapshot

sdk, target = sys.argv[1:3]
home = os.path.join(sdk, 'platform/gsutil')
sys.path.insert(0, home)
os.environ['BOTO_CONFIG'] = '/dev/null'
sys.argv = ['gsutil', 'version']

import gsutil  # noqa: E402,F401  (sets sys.path for what gsutil carries)
import gslib  # noqa: E402
from gslib.utils import arg_helper  # noqa: E402
from gslib.command_runner import CommandRunner  # noqa: E402


def getopt_flags(spec):
    """`ab:c` says that -a and -c stand alone and that -b takes a value."""
    return {'-' + name: {'value': 'text' if takes else 'none'} for name, takes in re.findall(r'([A-Za-z0-9])(:?)', spec)}


def long_flags(options):
    return {'--' + name.rstrip('='): {'value': 'text' if name.endswith('=') else 'none'} for name in options or []}


commands = {}
for name, command in CommandRunner().command_map.items():
    spec = command.command_spec
    alias = name != spec.command_name
    flags = getopt_flags(spec.supported_sub_args) | long_flags(spec.supported_private_args)
    entry = {'flags': flags, 'least': spec.min_args, 'most': None if spec.max_args > 1000 else spec.max_args}
    if alias:
        entry['aliasOf'] = spec.command_name
    words = sorted((command.help_spec.subcommand_help_text or {}).keys())
    if isinstance(spec.argparse_arguments, dict):
        words = sorted({*words, *spec.argparse_arguments})
    if not words or alias:
        commands[name] = entry
        continue
    for word in words:
        commands[f'{name} {word}'] = entry

# Those before the command: gsutil's own call of getopt says them.
asked = []
getopt.getopt = lambda argv, short, names: asked.append((short, names)) or ([], [])
arg_helper.GetArgumentsAndOptions()
(short, names) = asked[0]

write_snapshot(target, 'gsutil', gslib.VERSION, getopt_flags(short) | long_flags(names), commands)

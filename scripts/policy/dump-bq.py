"""Dumps bq's own tables: absl's registry, once for the program and once for each command. No network, no credentials.

    python3 dump-bq.py SDK_ROOT snapshot/bq.json.gz

Run it with the Python that the SDK carries, in an empty environment (`env -i HOME=/nonexistent`): a ~/.bigqueryrc would change defaults.
"""

import os
import sys

from snapshot_file import write_snapshot

sdk, target = sys.argv[1:3]
home = os.path.join(sdk, 'platform/bq')
sys.path[:0] = [home, os.path.join(home, 'third_party')]

import bq  # noqa: E402
from absl import flags  # noqa: E402
from pyglib import appcommands  # noqa: E402

VALUES = {'bool': 'boolean', 'int': 'count', 'float': 'decimal'}


def flag_fact(flag):
    of_flag = flag.flag_type()
    multi = of_flag.startswith('multi')
    of_value = flag.parser.flag_type() if multi else of_flag
    if 'list' in of_value or 'separated' in of_value:
        value = 'list'
    else:
        value = VALUES.get(of_value, 'text')
    fact = {'value': value}
    if flag.short_name:
        fact['short'] = '-' + flag.short_name
    if multi:
        fact['repeat'] = True
    choice = getattr(flag.parser, 'enum_values', None)
    if choice:
        fact['choice'] = sorted(str(c) for c in choice)
    return fact


def facts(values):
    return {'--' + name: flag_fact(values[name]) for name in values if len(name) > 1}


flags.FLAGS(['bq'])
bq.main([])
commands = {}
for name, command in appcommands.GetCommandList().items():
    commands[name] = {'flags': facts(command._command_flags), 'aliases': sorted(command._command_aliases or [])}

with open(os.path.join(home, 'VERSION'), encoding='ascii') as version:
    write_snapshot(target, 'bq', version.read().strip(), facts(flags.FLAGS), commands)

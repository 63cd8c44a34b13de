"""Dumps az's own parser, as az builds it for one command after the other. No network, no account.

    env -i HOME=/nonexistent AZURE_CONFIG_DIR=NEW_EMPTY_FOLDER PYTHONPATH=UNPACKED/usr/lib/python3/dist-packages \\
        python3 dump-az.py snapshot/az.json.gz

From the Debian packages `azure-cli` and those it needs, unpacked anywhere. Where a part of az does not load with the libraries it
is given, its commands are known and their flags are not: such a command says "unread", and no overlay may allow it.
"""

import importlib
import logging
import os
import sys
import traceback

from azure.cli.core import get_default_cli
from azure.cli.core.commands.events import EVENT_INVOKER_POST_LOAD_ARGUMENTS, EVENT_INVOKER_PRE_LOAD_ARGUMENTS
from azure.cli.core.parser import AzCliCommandParser
from knack.arguments import IgnoreAction
from knack.events import EVENT_INVOKER_CMD_TBL_LOADED, EVENT_INVOKER_POST_CMD_TBL_CREATE

from snapshot_file import write_snapshot

target = sys.argv[1]
logging.disable(logging.CRITICAL)


def stand_in(package, wanted):
    """Debian's SDK may lack the one version that az asks for. Its newest other one has the same names; only choices could differ."""
    parent = importlib.import_module(package)
    try:
        importlib.import_module(f'{package}.{wanted}')
    except ModuleNotFoundError:
        newest = max(name for name in os.listdir(parent.__path__[0]) if name.startswith('v20'))
        sys.modules[f'{package}.{wanted}'] = importlib.import_module(f'{package}.{newest}')
        print(f'{package}: {newest} instead of {wanted}')


stand_in('azure.mgmt.network', 'v2022_01_01')
stand_in('azure.mgmt.compute', 'v2022_11_01')
cli = get_default_cli()
cli.invocation = cli.invocation_cls(
    cli_ctx=cli, parser_cls=cli.parser_cls, commands_loader_cls=cli.commands_loader_cls, help_cls=cli.help_cls
)
loader = cli.invocation.commands_loader
loader.load_command_table(None)
table = dict(loader.command_table)


def parser_of(path):
    loader.command_table = {path: table[path]}
    loader.command_name = path
    cli.invocation.data['command_string'] = path
    cli.raise_event(EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
    loader.load_arguments(path)
    cli.raise_event(EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
    cli.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
    parser = AzCliCommandParser(cli, cli_help=cli.invocation.help, prog=cli.name, parents=[cli.invocation._global_parser])
    parser.load_command_table(loader)
    cli.raise_event(EVENT_INVOKER_CMD_TBL_LOADED, cmd_tbl=loader.command_table, parser=parser)
    here = parser
    for word in path.split():
        here = next(a for a in here._actions if hasattr(a, '_name_parser_map'))._name_parser_map[word]
    return here


def name_of(option):
    return option if isinstance(option, str) else option.target


def fact_of(action):
    names = sorted((name_of(o) for o in action.option_strings), key=lambda n: (not n.startswith('--'), -len(n), n))
    if action.nargs == 0:
        fact = {'value': 'none'}
    elif action.nargs in ('+', '*'):
        fact = {'value': 'list'}
    elif action.type is int:
        fact = {'value': 'count'}
    elif action.type is float:
        fact = {'value': 'decimal'}
    else:
        fact = {'value': 'text'}
    if action.nargs == '?':
        fact['optional'] = True
    if action.choices:
        fact['choice'] = sorted(str(c) for c in action.choices)
    if len(names) > 1:
        fact['names'] = names[1:]
    if action.required:
        fact['required'] = True
    return names[0], fact


def facts(actions):
    # What az calls ignored has an option that it answers with an error.
    named = [a for a in actions if a.option_strings and not isinstance(a, IgnoreAction)]
    return dict(fact_of(a) for a in named)


globals_ = facts(cli.invocation._global_parser._actions)
known = {name for fact in globals_.items() for name in [fact[0], *fact[1].get('names', [])]}
commands = {}
reasons = {}
for path in sorted(table):
    try:
        parser = parser_of(path)
        flags = {n: f for n, f in facts(parser._actions).items() if n not in known and n != '--help'}
        commands[path] = {'flags': flags}
        positionals = [a.dest for a in parser._actions if not a.option_strings and a.dest not in ('_command_package',)]
        if positionals:
            commands[path]['positionals'] = positionals
    except Exception as error:  # pylint: disable=broad-except
        reason = f'{type(error).__name__}: {str(error)[:100]}'
        reasons[reason] = reasons.get(reason, 0) + 1
        if reasons[reason] == 1 and '-v' in sys.argv:
            traceback.print_exc()
        commands[path] = {'flags': {}, 'unread': True}

write_snapshot(target, 'az', cli.get_cli_version(), globals_, commands)
for reason, times in sorted(reasons.items(), key=lambda r: -r[1]):
    print(times, reason)

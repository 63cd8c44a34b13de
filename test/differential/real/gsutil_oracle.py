# What gsutil itself reads in a line, in process: its own getopt of the global options, and of the command and its subcommand. The command
# is made, as its own checks of arguments happen there, and not run. Run it with the SDK's interpreter; its folder is GCLOUD_SDK.

import importlib
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SDK = os.environ.get('GCLOUD_SDK', '/usr/lib/google-cloud-sdk')
GSUTIL = os.path.join(SDK, 'platform', 'gsutil')
sys.path[:0] = [GSUTIL, HERE]
from oracle import HOME, Refused, plain, prepare, serve, shut

prepare({'BOTO_CONFIG': '/dev/null', 'CLOUDSDK_CONFIG': HOME})
sys.argv = [os.path.join(GSUTIL, 'gsutil.py')]
# The launcher of gsutil puts its libraries on the path when it is imported.
importlib.import_module('gsutil')

import gslib.__main__
from gslib.command import Command
from gslib.command_runner import CommandRunner
from gslib.utils import arg_helper, boto_util

boto_util.MonkeyPatchBoto()
runner = CommandRunner()
shut()


def flags_of(options):
    """What getopt found, in order; an option may be given more than once."""
    return [[name, value] for name, value in options]


def answer(argv):
    sys.argv = ['gsutil', *argv[1:]]
    given, rest = arg_helper.GetArgumentsAndOptions()
    if not rest:
        raise Refused('no command')
    name, words = rest[0], list(rest[1:])
    if name not in runner.command_map:
        raise Refused(f'invalid command {name}')
    if '--help' in words:
        raise Refused('help')
    kind = runner.command_map[name]
    command = kind(runner, words, {}, 0, None, False, runner.bucket_storage_uri_class, runner.gsutil_api_class_map_factory, command_alias_used=name)
    path = [command.command_name]
    options = flags_of(command.sub_opts)
    if command.command_name in Command._commands_with_subcommands_and_subopts and command.args:
        path.append(command.args.pop(0))
        command.ParseSubOpts(check_args=True)
        options += flags_of(command.sub_opts)
    return {'operation': ' '.join(path), 'path': path, 'options': options, 'globals': flags_of(given), 'positionals': plain(command.args)}


if __name__ == '__main__':
    serve(answer)

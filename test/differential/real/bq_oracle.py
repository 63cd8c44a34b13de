# What bq itself reads in a line, in process: its own flags, global and of the command, and its own division of the rest into arguments.
# The command ends before its first step. Run it with the SDK's interpreter; its folder is GCLOUD_SDK.

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SDK = os.environ.get('GCLOUD_SDK', '/usr/lib/google-cloud-sdk')
BQ = os.path.join(SDK, 'platform', 'bq')
sys.path[:0] = [BQ, os.path.join(SDK, 'lib'), os.path.join(SDK, 'lib', 'third_party'), HERE]
from oracle import HOME, Reached, Refused, forbid, plain, prepare, serve, shut

prepare({'CLOUDSDK_CONFIG': HOME, 'BIGQUERYRC': os.path.join(HOME, 'none')})
sys.argv = ['bq']

import bq
from absl import flags
from frontend import bigquery_command
from pyglib import appcommands

FLAGS = flags.FLAGS
FLAGS(['bq'])
bq.main(['bq'])
appcommands.ShortHelpAndExit = lambda message=None: (_ for _ in ()).throw(Refused(str(message)))
appcommands.AppcommandsUsage = lambda *_args, **_kwargs: (_ for _ in ()).throw(Refused('usage'))


def reach(command, args, named):
    given = {}
    for name in command._command_flags:
        flag = command._command_flags[name]
        if flag.present:
            given['--' + flag.name] = plain(flag.value)
    for name in FLAGS:
        flag = FLAGS[name]
        if flag.present and name not in command._command_flags:
            given['--' + flag.name] = plain(flag.value)
    raise Reached(
        {'operation': command._command_name, 'path': [command._command_name], 'args': given, 'positionals': [*plain(args), *plain(list(named.values()))]}
    )


for kind in (bigquery_command.NewCmd, bigquery_command.BigqueryCmd):
    kind.RunSafely = reach
    kind.RunDebug = reach
bigquery_command.BigqueryCmd._NeedsInit = lambda _self: False
shut()


def every_flag():
    tables = [FLAGS, *(command._command_flags for command in appcommands.GetCommandList().values())]
    return {id(flag): flag for table in tables for flag in (table[name] for name in table)}.values()


CLEAN = [(flag, dict(flag.__dict__)) for flag in every_flag()]


def answer(argv):
    try:
        for flag, was in CLEAN:
            flag.__dict__.update(was)
        # As appcommands starts: everything before the command, then the command with what follows it.
        FLAGS.set_gnu_getopt(False)
        rest = appcommands.ParseFlagsWithUsage(['bq', *argv[1:]])
        if len(rest) < 2:
            raise Refused('no command')
        command = appcommands.GetCommand(command_required=True)
        FLAGS.set_gnu_getopt(appcommands._cmd_gnugetopt)
        code = command.CommandRun(appcommands.GetCommandArgv())
    except Reached as reached:
        return reached.answer
    raise Refused(f'the program ended by itself with {code}')


if __name__ == '__main__':
    serve(answer)

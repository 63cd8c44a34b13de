# What gcloud itself reads in a line, in process: its own tree of parsers, its types and groups of arguments, and its own filter, format
# and sort languages where a command uses those of the SDK. Nothing after parsing happens. Run it with the SDK's interpreter; its folder
# is GCLOUD_SDK.

import io
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SDK = os.environ.get('GCLOUD_SDK', '/usr/lib/google-cloud-sdk')
sys.path[:0] = [os.path.join(SDK, 'lib'), os.path.join(SDK, 'lib', 'third_party'), HERE]
from oracle import HOME, Refused, forbid, plain, prepare, serve, shut

prepare(
    {
        'CLOUDSDK_CONFIG': HOME,
        'CLOUDSDK_CORE_DISABLE_PROMPTS': '1',
        'CLOUDSDK_CORE_DISABLE_USAGE_REPORTING': '1',
        'CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK': '1',
        'CLOUDSDK_CORE_PROJECT': 'project-of-nobody',
        'CLOUDSDK_CORE_ACCOUNT': 'nobody@example.com',
    }
)

from googlecloudsdk import gcloud_main
from googlecloudsdk.calliope import base, display, display_taps, parser_extensions
from googlecloudsdk.core import metrics, properties
from googlecloudsdk.core.console import console_io
from googlecloudsdk.core.resource import resource_printer
from googlecloudsdk.core.util import files

for name in ('Commands', 'Error', 'Help', 'Loaded', 'Ran'):
    setattr(metrics, name, lambda *_args, **_kwargs: None)
console_io.ReadFromFileOrStdin = forbid('read a file or standard input')

Parser = parser_extensions.ArgumentParser


def end(_parser, _status=0, message=None, exception=None):
    raise Refused(str(exception or message or 'the parser ended the program'))


def unknown(_parser, words):
    raise Refused('unrecognized arguments: ' + ' '.join(str(word) for word in words))


plain_error = Parser.error


def error(parser, *args, **kwargs):
    # No usage text: the SDK would load every neighbour of the command to write it.
    parser.raise_error = True
    plain_error(parser, *args, **kwargs)


raw = {}
plain_values = Parser._get_values


def long_name(action):
    return next((name for name in action.option_strings if name.startswith('--')), next(iter(action.option_strings), action.dest))


def note_values(parser, action, words):
    # The text as it was given, before the types of the SDK turn it into seconds, dates and lower case; several switches may share a value.
    if action.option_strings or (words and not isinstance(action, parser_extensions.CloudSDKSubParsersAction)):
        raw.setdefault(long_name(action), []).append([str(word) for word in words])
    return plain_values(parser, action, words)


Parser._get_values = note_values
Parser.exit, Parser.error, Parser._Suggest = end, error, unknown
Parser._ExistingCommandAlternativeReleaseTracks = lambda *_args, **_kwargs: []

cli = gcloud_main.CreateCLI([])
parser = cli._CLI__parser
shut()


def check_display(command, args):
    """The languages of a listing, compiled by the SDK as before it prints; they are not applied to anything."""
    if not any(args.IsKnownAndSpecified(name) for name in ('filter', 'format', 'sort_by', 'flatten')):
        return
    displayer = display.Displayer(None, args, resources=[], display_info=command.ai.display_info)
    is_listing = issubclass(command._common_type, base.ListCommand)
    try:
        if is_listing and args.IsKnownAndSpecified('filter'):
            display_taps.Filterer(args.filter, displayer._defaults)
        if is_listing and args.IsKnownAndSpecified('sort_by'):
            displayer._GetSortKeys()
        if args.IsKnownAndSpecified('flatten'):
            displayer._AddFlattenTap()
        if args.IsKnownAndSpecified('format'):
            resource_printer.Printer(args.format, defaults=displayer._defaults, out=io.StringIO())
    except Exception as failure:
        raise Refused(f'{type(failure).__name__}: {failure}', 'validation') from None


def answer(argv):
    words = list(argv[1:])
    if any(word == '--flags-file' or word.startswith('--flags-file=') for word in words):
        raise Refused('tried to read --flags-file', 'effect')
    raw.clear()
    properties.VALUES.PushInvocationValues()
    try:
        args = parser.parse_args(words, raise_error=True)
        command = args._GetCommand()
        check_display(command, args)
        given = args.GetSpecifiedArgs()
        path = command.GetPath()[1:]
        return {
            'operation': ' '.join(path),
            'path': path,
            'args': {name: plain(value) for name, value in given.items()},
            'raw': {name if name.startswith('-') else args.GetSpecifiedArgsDict().get(name, name): words for name, words in raw.items()},
        }
    finally:
        properties.VALUES.PopInvocationValues()


if __name__ == '__main__':
    serve(answer)

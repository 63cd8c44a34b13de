# What the AWS CLI itself reads in a line, v1 or v2, in process: its own driver, tables, shorthand and types. The caller of the operation
# is replaced, and every hand-written command ends before its first step. Run it with the interpreter of the CLI.

import argparse
import functools
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from oracle import HOME, Reached, Refused, forbid, plain, prepare, serve, shut

prepare(
    {
        'AWS_CONFIG_FILE': '/nonexistent/config',
        'AWS_SHARED_CREDENTIALS_FILE': '/nonexistent/credentials',
        'AWS_ACCESS_KEY_ID': 'dummy',
        'AWS_SECRET_ACCESS_KEY': 'dummy',
        'AWS_EC2_METADATA_DISABLED': 'true',
        'AWS_DEFAULT_REGION': 'us-east-1',
        'AWS_PAGER': '',
        'AWS_CLI_AUTO_PROMPT': 'off',
    }
)

from awscli import clidriver, help as cli_help, paramfile, __version__
from awscli.arguments import BooleanArgument
from awscli.argparser import CLIArgParser
from awscli.customizations.commands import BasicCommand

try:
    from botocore import session as core_session
    from botocore.utils import validate_region_name
    from botocore.validate import ParamValidator
except ImportError:
    from awscli.botocore import session as core_session
    from awscli.botocore.utils import validate_region_name
    from awscli.botocore.validate import ParamValidator

IS_V1 = __version__.startswith('1.')
WHOLE_INPUT = ('--cli-input-json', '--cli-input-yaml', '--generate-cli-skeleton')


def usage(_parser, message):
    raise Refused(message)


argparse.ArgumentParser.error = usage
CLIArgParser.error = usage
cli_help.HelpCommand.__call__ = lambda *_: (_ for _ in ()).throw(Reached({'operation': 'help', 'path': ['help'], 'args': {}}))
core_session.Session.set_stream_logger = lambda *_args, **_kwargs: None
for table in (paramfile.LOCAL_PREFIX_MAP, getattr(paramfile, 'REMOTE_PREFIX_MAP', {})):
    for prefix in table:
        table[prefix] = (forbid(f'read {prefix}'), {})


def globals_of(parsed):
    """Every global argument that is not as it would be without being given."""
    given = {}
    for name, value in vars(parsed).items():
        if name == 'command' or value == DEFAULTS.get(name):
            continue
        given[name] = getattr(value, 'expression', None) or plain(value)
    return given


def name_of(argument, value, table):
    """The flag as it stands on the line: a boolean and its negation share a destination."""
    if isinstance(argument, BooleanArgument) and value is False:
        for other in table.values():
            if isinstance(other, BooleanArgument) and other._destination == argument._destination and other._action == 'store_false':
                return other.cli_name, True
    return argument.cli_name, None


def build_parameters(self, args, arg_table, *rest):
    """As ServiceOperation does it, noting for each flag the value that it was turned into."""
    parameters, noted = {}, {}
    for argument in arg_table.values():
        raw = vars(args).get(argument.py_name)
        before = dict(parameters)
        value = self._unpack_arg(argument, raw, *rest) if raw is not None else None
        argument.add_to_params(parameters, value)
        if raw is None or (raw is False and not isinstance(argument, BooleanArgument)):
            continue
        serialized = getattr(argument, '_serialized_name', None)
        flag, switched = name_of(argument, value, arg_table)
        is_own = serialized in parameters and (serialized not in before or before[serialized] is not parameters[serialized])
        noted[flag] = plain(switched if switched is not None else parameters[serialized] if is_own else value)
    self.noted = noted
    return parameters


class Caller:
    """In place of what sends the request."""

    def __init__(self, command):
        self.command = command

    def invoke(self, service, operation, parameters, parsed_globals):
        validate_region_name(parsed_globals.region)
        command = self.command
        shape = command._operation_model.input_shape
        sent = {key: value for key, value in parameters.items() if key != 'PaginationConfig'}
        invalid = None
        if shape is not None:
            report = ParamValidator().validate(sent, shape)
            if report.has_errors():
                invalid = report.generate_report()
        raise Reached(
            {
                'operation': f'{service}:{operation}',
                'path': command.lineage_names,
                'params': plain(parameters),
                'args': command.noted,
                'paginates': bool(parsed_globals.paginate),
                'invalid': invalid,
            }
        )


plain_call = clidriver.ServiceOperation.__call__
plain_parser = clidriver.ServiceOperation._create_operation_parser
plain_add_help = clidriver.ServiceOperation._add_help


plain_table = clidriver.ServiceOperation._create_argument_table
plain_emit = clidriver.ServiceOperation._emit
plain_emit_first = clidriver.ServiceOperation._emit_first_non_none_response
FOR_EVERY_COMMAND = ('before-building-argument-table-parser', 'calling-command.*')


def create_table(self):
    """Some arguments listen to every command of the process. There is one command in a process of the CLI: here they listen to theirs."""
    session, self.listeners = self._session, []
    register = session.register

    def register_here(event, handler, *args, **kwargs):
        if event in FOR_EVERY_COMMAND:
            self.listeners.append((event.rstrip('.*'), handler))
        else:
            register(event, handler, *args, **kwargs)

    session.register = register_here
    try:
        return plain_table(self)
    finally:
        session.register = register


def tell(self, name, kwargs):
    return [handler(event_name=name, **kwargs) for event, handler in self.listeners if name.startswith(event + '.')]


def emit(self, name, **kwargs):
    if hasattr(self, 'listeners'):
        tell(self, name, kwargs)
    return plain_emit(self, name, **kwargs)


def emit_first(self, name, **kwargs):
    for response in tell(self, name, kwargs):
        if response is not None:
            return response
    return plain_emit_first(self, name, **kwargs)


clidriver.ServiceOperation._create_argument_table = create_table
clidriver.ServiceOperation._emit = emit
clidriver.ServiceOperation._emit_first_non_none_response = emit_first


def call_operation(self, args, parsed_globals):
    table = self.arg_table
    before = dict(table)
    is_overridden = any(word in args for word in WHOLE_INPUT)
    required = [(one, one.required) for one in table.values()] if is_overridden else []
    self.is_cached = not is_overridden
    self._operation_caller = Caller(self)
    try:
        return plain_call(self, args, parsed_globals)
    finally:
        # Turning pagination off puts other arguments into the table, and whole inputs make every argument optional: for this line only.
        if any(table.get(name) is not one for name, one in before.items()):
            table.clear()
            table.update(before)
        for one, was in required:
            one.required = was


def create_parser(self, *args):
    if not self.is_cached:
        return plain_parser(self, *args)
    if not hasattr(self, 'kept_parser'):
        self.kept_parser = plain_parser(self, *args)
        plain_add_help(self, self.kept_parser)
    return self.kept_parser


def add_help(self, parser):
    if parser is not getattr(self, 'kept_parser', None):
        plain_add_help(self, parser)


clidriver.ServiceOperation.__call__ = call_operation
clidriver.ServiceOperation._create_operation_parser = create_parser
clidriver.ServiceOperation._add_help = add_help
clidriver.ServiceOperation._build_call_parameters = build_parameters


def keep(kind, name):
    """The parser of a table of commands is made once."""
    make = getattr(kind, name)

    @functools.wraps(make)
    def kept(self, *args):
        if not hasattr(self, 'kept_parser'):
            self.kept_parser = make(self, *args)
        return self.kept_parser

    setattr(kind, name, kept)


keep(clidriver.ServiceCommand, '_create_parser' if IS_V1 else 'create_parser')
plain_custom = BasicCommand.__call__


def call_custom(self, args, parsed_globals):
    def end(parsed, _globals):
        if self.subcommand_table:
            raise Refused('a subcommand is missing')
        found, defaults = {}, {}
        for name, argument in self.arg_table.items():
            dest = getattr(argument, '_dest', None) or name.replace('-', '_')
            value, default = getattr(parsed, dest, None), getattr(argument, '_default', None)
            if getattr(argument, '_action', None) == 'store_true':
                default = False
            (defaults if value == default else found)[argument.cli_name] = plain(value)
        raise Reached(
            {
                'operation': 'custom:' + ' '.join(self.lineage_names),
                'path': self.lineage_names,
                'params': {},
                'args': found,
                'defaults': defaults,
            }
        )

    self._run_main = end
    return plain_custom(self, args, parsed_globals)


BasicCommand.__call__ = call_custom

driver = clidriver.create_clidriver()
commands = driver._get_command_table()
main_parser = (driver._create_parser if IS_V1 else driver.create_parser)(commands)
driver._add_aliases(commands, main_parser)
DEFAULTS = {}
shut()


def parse(words):
    parsed, remaining = main_parser.parse_known_args(words)
    is_first = not DEFAULTS
    if is_first:
        bare, rest = main_parser.parse_known_args(['sts'])
        driver._handle_top_level_args(*((bare, rest) if IS_V1 else (bare,)))
        driver._emit_session_event(bare)
        DEFAULTS.update(vars(bare))
    driver._handle_top_level_args(*((parsed, remaining) if IS_V1 else (parsed,)))
    # Later steps of the CLI write into the same place what they work out by themselves.
    given = globals_of(parsed)
    try:
        commands[parsed.command](remaining, parsed)
    except Reached as reached:
        reached.answer['globals'] = given
        raise


variables = driver.session._session_instance_vars
clean = dict(variables)


def answer(argv):
    try:
        parse(list(argv[1:]))
    except Reached as reached:
        said = reached.answer
        if said.get('invalid'):
            raise Refused(said['invalid'], 'validation') from None
        return said
    finally:
        variables.clear()
        variables.update(clean)
    raise Refused('the program ended by itself')


if __name__ == '__main__':
    serve(answer)

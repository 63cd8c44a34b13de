"""Dumps kubectl's commands and flags from its own `--help`, asked of every command in turn. No cluster, no configuration, no network.

    env -i PATH=/usr/bin HOME=/nonexistent python3 dump-kubectl.py kubectl snapshot/kubectl.json.gz

A command that only holds others is not one. The default in the help tells what kind of value a flag has.
"""

import json
import re
import subprocess
import sys

from snapshot_file import write_snapshot

kubectl, target = sys.argv[1:3]

SECTION = re.compile(r'^([A-Z][A-Za-z ()/]*|Subcommands provided by plugins):$')
COMMAND = re.compile(r'^  ([a-z][a-z0-9-]*) {2,}\S')
FLAG = re.compile(r'^    (?:(-[A-Za-z]), )?(--[a-z][a-z0-9-]*)=(.*):$')
ONE_OF = re.compile(r'[Oo]ne of:? \(([^)]*)\)')


def help_of(path):
    return subprocess.run([kubectl, *path, '--help'], capture_output=True, text=True, timeout=30, check=False).stdout


def sections(text):
    current, found = '', {}
    for line in text.splitlines():
        head = SECTION.match(line)
        if head:
            current = head.group(1)
        else:
            found.setdefault(current, []).append(line)
    return found


def value_of(default):
    if default in ('true', 'false'):
        return {'value': 'boolean'}
    if default == '[]':
        return {'value': 'list', 'repeat': True}
    if re.fullmatch(r'-?\d+', default):
        return {'value': 'count'}
    if re.fullmatch(r'-?\d+\.\d+', default):
        return {'value': 'decimal'}
    return {'value': 'text'}


def flags_in(lines):
    flags = {}
    for here, line in enumerate(lines):
        said = FLAG.match(line)
        if not said:
            continue
        short, name, default = said.groups()
        fact = value_of(default)
        if short:
            fact['short'] = short
        words = ONE_OF.search(lines[here + 1]) if here + 1 < len(lines) else None
        if words:
            fact['choice'] = sorted(word.strip(' \'"') for word in re.split(r'[,|]', words.group(1)))
        flags[name] = fact
    return flags


def aliases_in(parts):
    """Cobra's: the last word of the path may be given as any of these."""
    return sorted({word for line in parts.get('Aliases', []) for word in line.replace(',', ' ').split()})


def walk(path, commands):
    text = help_of(path)
    parts = sections(text)
    inner = [m.group(1) for name, lines in parts.items() if 'Commands' in name for m in map(COMMAND.match, lines) if m]
    usage = ' '.join(line.strip() for line in parts.get('Usage', []) if line.strip().startswith('kubectl'))
    # `cluster-info` and `apply` hold others, and run as well; the first has no flag that would show it.
    if not inner or 'Options' in parts or path == ['cluster-info']:
        commands[' '.join(path)] = {'flags': flags_in(parts.get('Options', [])), 'aliases': aliases_in(parts), 'usage': usage}
    for word in inner:
        walk([*path, word], commands)


commands = {}
walk([], commands)
globals_ = flags_in(subprocess.run([kubectl, 'options'], capture_output=True, text=True, timeout=30, check=True).stdout.splitlines())
version = json.loads(
    subprocess.run([kubectl, 'version', '--client', '--output=json'], capture_output=True, text=True, timeout=30, check=True).stdout
)
write_snapshot(target, 'kubectl', version['clientVersion']['gitVersion'], globals_, commands)

"""What the dumps of bq, gsutil, kubectl and az have in common: one form of a snapshot, and one way to write it.

A snapshot is {"schema", "binary", "version", "globals": flags, "commands": {path: {"flags": flags, ...}}}, where flags are
{"--name": {"value": "none"|"boolean"|"text"|"count"|"decimal"|"list", "short"?, "names"?, "choice"?, "repeat"?, "required"?}}.
It is written sorted, one command a line, and gzipped without a time, so that the same table gives the same bytes.
"""

import gzip
import json


def _line(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=True)


def snapshot_text(binary, version, global_flags, commands):
    lines = [f'{_line(path)}:{_line(commands[path])}' for path in sorted(commands)]
    head = f'"schema":1,\n"binary":{_line(binary)},\n"version":{_line(version)},\n"globals":{_line(global_flags)}'
    return '{\n' + head + ',\n"commands":{\n' + ',\n'.join(lines) + '\n}\n}\n'


def write_snapshot(path, binary, version, global_flags, commands):
    text = snapshot_text(binary, version, global_flags, commands)
    with open(path, 'wb') as raw, gzip.GzipFile(filename='', mode='wb', fileobj=raw, compresslevel=9, mtime=0) as packed:
        packed.write(text.encode('ascii'))
    print(f'{path}: {len(commands)} commands, {sum(len(c["flags"]) for c in commands.values())} flags, {len(global_flags)} globals')

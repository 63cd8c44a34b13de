# The protocol of every oracle: one JSON object a line in, {"id","argv"}; one out, in the same order. An answer says what the real
# parser of the program made of the words. Nothing is run and nothing is sent: sockets, processes and written files are refused.

import builtins
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

HOME = tempfile.mkdtemp(prefix='oracle-')


class Refused(Exception):
    """What the parser of the program itself refuses; the kind is 'usage' or 'validation'."""

    def __init__(self, message, kind='usage'):
        super().__init__(message)
        self.kind = kind


class NoProgram(Refused, FileNotFoundError):
    """As if the program were not installed: modules that look for one while they load go on without it."""


class Reached(BaseException):
    """The words were read to the end: thrown in place of the action, through every `except Exception`."""

    def __init__(self, answer):
        super().__init__('reached')
        self.answer = answer


def forbid(what):
    def never(*_args, **_kwargs):
        raise Refused('tried to ' + what, 'effect')

    return never


def prepare(variables):
    """An environment with nothing of the user's, and an interpreter that can neither dial nor start a program."""
    os.environ.clear()
    os.environ.update({'HOME': HOME, 'PATH': '/nonexistent', 'TZ': 'UTC', 'LANG': 'C.UTF-8', 'TMPDIR': HOME, **variables})
    time.tzset()
    os.chdir(HOME)


def shut():
    """After the imports: some modules look at processes while they load."""
    socket.socket.connect = forbid('connect')
    socket.socket.connect_ex = forbid('connect')
    socket.getaddrinfo = forbid('resolve a name')

    def no_program(*_args, **_kwargs):
        raise NoProgram('tried to start a program', 'effect')

    subprocess.Popen.__init__ = no_program
    os.system = forbid('start a program')
    for name in [one for one in dir(os) if one.startswith(('exec', 'spawn', 'posix_spawn'))]:
        setattr(os, name, forbid('start a program'))
    plain_open = builtins.open

    def read_only(file, mode='r', *args, **kwargs):
        is_written = any(letter in mode for letter in 'wax+')
        if is_written and not str(file).startswith((HOME, '/dev/null')):
            raise Refused('tried to write a file', 'effect')
        return plain_open(file, mode, *args, **kwargs)

    builtins.open = read_only


def plain(value):
    """A value of the program as JSON, without losing what it is."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (bytes, bytearray)):
        return {'bytes': value.hex()}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(one) for one in value)
    if hasattr(value, 'isoformat'):
        return {'time': value.isoformat()}
    return {'type': type(value).__name__, 'text': str(value)}


def serve(answer):
    """`answer(argv)` gives the answer of one line, or raises Refused."""
    out = os.fdopen(os.dup(1), 'w', encoding='utf-8')
    # What the program prints by itself is none of the answers.
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    if 'ORACLE_STDERR' not in os.environ:
        os.dup2(quiet, 2)
    for line in os.fdopen(os.dup(0), 'r', encoding='utf-8'):
        asked = json.loads(line)
        try:
            said = {'ok': True, **answer(asked['argv'])}
        except Refused as error:
            said = {'ok': False, 'kind': error.kind, 'error': str(error)[:400]}
        except (Exception, SystemExit) as error:
            said = {'ok': False, 'kind': 'usage', 'error': f'{type(error).__name__}: {error}'[:400]}
        out.write(json.dumps({'id': asked.get('id'), **said}, ensure_ascii=True) + '\n')
        out.flush()

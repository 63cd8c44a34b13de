#!/usr/bin/env python3
"""Joins the tables of two releases of the AWS CLI, so that a pack lists only what both of them take.

    python3 scripts/policy/merge-aws.py OLDER.json.gz NEWER.json.gz [OUT]

Both are written by dump-aws.py. Where both know a command, the table of the older stands: a newer release takes all of it. What only
the newer knows comes from the newer. Deterministic, as the two are.
"""

import gzip
import io
import json
import os
import sys

OUT = sys.argv[3] if len(sys.argv) > 3 else os.path.join(os.path.dirname(os.path.abspath(__file__)), 'snapshot', 'aws.json.gz')


def read(path):
  with gzip.open(path) as file:
    return json.load(file)


def moved(shape, number):
  found = dict(shape)
  for key in ('of', 'key', 'value'):
    if key in found:
      found[key] = number(found[key])
  if 'members' in found:
    found['members'] = {name: number(part) for name, part in found['members'].items()}
  return found


class Table:
  """Shapes of one release on their way into the joint table: only what a command needs, each once."""

  def __init__(self, shapes, joint):
    self.shapes, self.joint, self.places = shapes, joint, {}

  def place(self, number):
    if number not in self.places:
      self.places[number] = len(self.joint)
      self.joint.append(None)
      self.joint[self.places[number]] = moved(self.shapes[number], self.place)
    return self.places[number]

  def command(self, command):
    flags = {name: {**flag, **({'shape': self.place(flag['shape'])} if 'shape' in flag else {})} for name, flag in command['flags'].items()}
    return {**command, 'flags': flags}


def main():
  sys.setrecursionlimit(10_000)
  older, newer = read(sys.argv[1]), read(sys.argv[2])
  joint = []
  old, new = Table(older['shapes'], joint), Table(newer['shapes'], joint)
  commands = {}
  for name in sorted(newer['commands']):
    both = name in older['commands']
    commands[name] = old.command(older['commands'][name]) if both else new.command(newer['commands'][name])
    # What an answer holds is as the newer release says: more of it was seen to be sensitive.
    commands[name].update({key: value for key, value in newer['commands'][name].items() if key != 'flags'})
  found = {**newer, 'source': '%s, with %s' % (newer['source'], older['source']), 'shapes': joint, 'commands': commands}
  text = json.dumps(found, sort_keys=True, separators=(',', ':'))
  packed = io.BytesIO()
  with gzip.GzipFile(fileobj=packed, mode='wb', compresslevel=9, mtime=0) as file:
    file.write(text.encode())
  with open(OUT, 'wb') as file:
    file.write(packed.getvalue())
  print('%d commands, %d of both releases, %d shapes, %d packed' % (len(commands), len(set(commands) & set(older['commands'])), len(joint), len(packed.getvalue())))


main()

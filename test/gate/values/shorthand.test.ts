import { test } from 'tap';
import { renderJson } from '../../../src/gate/values/json.js';
import { MOST_SHORTHAND, parseShorthand } from '../../../src/gate/values/shorthand.js';
import { fc, runs } from '../../random.js';

const READ: readonly (readonly [text: string, json: string])[] = [
  ['Name=x', '{"Name":"x"}'],
  ['Name=x,Values=a', '{"Name":"x","Values":"a"}'],
  ['Name=x,Values=a,b', '{"Name":"x","Values":["a","b"]}'],
  ['Values=a,b,Name=x', '{"Values":["a","b"],"Name":"x"}'],
  ['Name=x, Values=a, b', '{"Name":"x","Values":["a","b"]}'],
  ['Name = x , Values = a', '{"Name":"x","Values":"a"}'],
  ['Name=tag:team,Values=data', '{"Name":"tag:team","Values":"data"}'],
  ['Name=description,Values=Interface for NAT Gateway*', '{"Name":"description","Values":"Interface for NAT Gateway*"}'],
  ['Values=[a,b]', '{"Values":["a","b"]}'],
  ['Values=[]', '{"Values":[]}'],
  ['Values=[ a , b ]', '{"Values":["a","b"]}'],
  ['Values=[a=b]', '{"Values":["a=b"]}'],
  ['A={B=c,D={E=f}}', '{"A":{"B":"c","D":{"E":"f"}}}'],
  ['A={}', '{"A":{}}'],
  ['A=[{B=c},{B=d}]', '{"A":[{"B":"c"},{"B":"d"}]}'],
  ['A={B=[c,d]},E=f', '{"A":{"B":["c","d"]},"E":"f"}'],
  ["A='b, c'", '{"A":"b, c"}'],
  ['A="b=c",D=e', '{"A":"b=c","D":"e"}'],
  ["A='it\\'s'", '{"A":"it\'s"}'],
  ["A=b,'c d'", '{"A":["b","c d"]}'],
  ["A='a\\\\b'", '{"A":"a\\\\b"}'],
  ['A=b\\,c', '{"A":"b,c"}'],
  ['A=', '{"A":""}'],
  ['A=,B=c', '{"A":"","B":"c"}'],
  ['Key=owner,Values=a;b|c', '{"Key":"owner","Values":"a;b|c"}'],
  ['A=b=c', '{"A":"b=c"}'],
];

test('shorthand is read as the AWS CLI reads it', (t) => {
  for (const [text, json] of READ) t.equal(renderJson(parseShorthand(text) ?? null), json, text);
  t.end();
});

for (const { text, why } of [
  { text: 'A@=file:///etc/passwd', why: 'a value that is a file' },
  { text: 'A=b,C@=file:///etc/passwd', why: 'a later value that is a file' },
  { text: 'A={B@=file:///etc/passwd}', why: 'an inner value that is a file' },
  { text: 'A @= b', why: 'a value that is a file, behind a blank' },
  { text: 'a', why: 'no `=`' },
  { text: '', why: 'nothing' },
  { text: '=b', why: 'no key' },
  { text: ' a=b', why: 'a blank in front' },
  { text: 'a=b,a=c', why: 'a key that is there twice' },
  { text: 'a={b=c,b=d}', why: 'an inner key that is there twice: the AWS CLI keeps the last' },
  { text: 'a={=c}', why: 'no inner key' },
  { text: 'a={b}', why: 'an inner key alone' },
  { text: 'a={b=}', why: 'an inner key without a value' },
  { text: 'a={b=c d=e', why: 'an open brace' },
  { text: "a={b='c' d}", why: 'two inner values without a comma' },
  { text: 'a=b,', why: 'a comma too many' },
  { text: 'a=b,,c=d', why: 'two commas: the AWS CLI forgets one' },
  { text: 'a=b,x\\,y=c', why: 'an escaped comma before a key: the AWS CLI forgets what is before it' },
  { text: 'a=b,x y=c', why: 'a key with a blank' },
  { text: 'a=[b,]', why: 'a comma too many in a list: the AWS CLI drops it' },
  { text: 'a=[b', why: 'an open bracket' },
  { text: "a=['b' c]", why: 'two items without a comma' },
  { text: 'a=[b]c=d', why: 'no comma behind a list' },
  { text: 'a=[}]', why: 'a closing brace for an item' },
  { text: "a='b", why: 'an open quote' },
  { text: 'a="b', why: 'an open double quote' },
  { text: "a='b\\\\'", why: 'a quote behind two backslashes: where it ends depends on what follows' },
  { text: 'a=b"c"', why: 'a quote inside a word' },
  { text: '"a"=b', why: 'a key in quotes' },
  { text: 'a==b', why: 'two `=`' },
  { text: '{"a":"b"}', why: 'JSON' },
  { text: `a=${'['.repeat(25)}${']'.repeat(25)}`, why: 'a list too deep' },
  { text: `a=${'{a='.repeat(25)}b${'}'.repeat(25)}`, why: 'a structure too deep' },
  { text: `a=${'b'.repeat(MOST_SHORTHAND)}`, why: 'a text too long' },
]) {
  test(`shorthand with ${why} is not read`, (t) => {
    t.equal(parseShorthand(text), undefined);
    t.ok(parseShorthand('a=b,c=d,e={f=g},h=[i]'));
    t.end();
  });
}

test('no text makes the reader throw, and what is read has no file in it', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from(`ab=,[]{}'"@\\ :`)), maxLength: 16 }), (text) => {
      if (parseShorthand(text) && /^[^'"]*@ *=/.test(text) && !/=.*=.*@/.test(text) && !/=.*@/.test(text)) t.fail(text);
    }),
    runs(30_000),
  );
  t.end();
});

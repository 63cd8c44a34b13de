// What bq prints for a dry run, in each form that it has, and what merely looks like one.

import { test } from 'tap';
import { type DryRunAnswer, parseDryRun, parseLimitExceeded } from '../../src/executor/dry-run-output.js';
import { fc, runs } from '../random.js';

const VALIDATED = 'Query successfully validated. Assuming the tables are not modified, running this query will process';
const job = (query: object, more: object = {}): string => JSON.stringify({ kind: 'bigquery#job', statistics: { query, ...more } });
const TABLE = { projectId: 'p', datasetId: 'd', tableId: 't' };

const READ: readonly (readonly [string, string, DryRunAnswer])[] = [
  ['the sentence', `${VALIDATED} 1234 bytes of data.\n`, { bytes: 1234, accuracy: 'precise', tables: 1 }],
  ['nothing to read', `${VALIDATED} 0 bytes of data.`, { bytes: 0, accuracy: 'precise', tables: 1 }],
  ['an upper bound', `${VALIDATED} upper bound of 99 bytes of data.\n`, { bytes: 99, accuracy: 'upper-bound', tables: 1 }],
  ['a lower bound', `${VALIDATED} lower bound of 99 bytes of data.\n`, { bytes: 99, accuracy: 'lower-bound', tables: 1 }],
  [
    'federated or clustered tables, said without the word bytes',
    `${VALIDATED} 5 of data and the accuracy is unknown because of federated tables or clustered tables.\n`,
    { bytes: 5, accuracy: 'unknown', tables: 1 },
  ],
  ['a warning before the sentence', `Waiting on job\r\n${VALIDATED} 7 bytes of data.\r\n`, { bytes: 7, accuracy: 'precise', tables: 1 }],
  ['csv: the number alone, however sure it is', '123456\n', { bytes: 123_456, accuracy: 'unknown', tables: 1 }],
  ['json', job({ totalBytesProcessed: '4096', referencedTables: [TABLE, TABLE] }), { bytes: 4_096, accuracy: 'precise', tables: 2 }],
  ['json without tables', job({ totalBytesProcessed: '4096' }), { bytes: 4_096, accuracy: 'precise', tables: 1 }],
  ['json of a query without tables', job({ totalBytesProcessed: '0' }), { bytes: 0, accuracy: 'precise', tables: 0 }],
  [
    'json from the cache: the tables are there',
    job({ totalBytesProcessed: '0', cacheHit: true, referencedTables: [TABLE] }),
    { bytes: 0, accuracy: 'precise', tables: 1 },
  ],
  ['json with a number', job({ totalBytesProcessed: 12 }), { bytes: 12, accuracy: 'precise', tables: 1 }],
  [
    'json with an upper bound',
    job({ totalBytesProcessed: '12', totalBytesProcessedAccuracy: 'UPPER_BOUND' }),
    { bytes: 12, accuracy: 'upper-bound', tables: 1 },
  ],
  [
    'json with a lower bound',
    job({ totalBytesProcessed: '12', totalBytesProcessedAccuracy: 'LOWER_BOUND' }),
    { bytes: 12, accuracy: 'lower-bound', tables: 1 },
  ],
  [
    'json with an accuracy that nobody knows',
    job({ totalBytesProcessed: '12', totalBytesProcessedAccuracy: 'VAGUE' }),
    { bytes: 12, accuracy: 'unknown', tables: 1 },
  ],
  [
    'two numbers that differ: the larger',
    job({ totalBytesProcessed: '12' }, { totalBytesProcessed: '13' }),
    { bytes: 13, accuracy: 'precise', tables: 1 },
  ],
  [
    'prettyjson',
    `${JSON.stringify(JSON.parse(job({ totalBytesProcessed: '4096' })), null, 2)}\n`,
    { bytes: 4_096, accuracy: 'precise', tables: 1 },
  ],
  ['json behind a warning', `a warning\n${job({ totalBytesProcessed: '4096' })}\n`, { bytes: 4_096, accuracy: 'precise', tables: 1 }],
  [
    'more than can be counted',
    job({ totalBytesProcessed: '99999999999999999999' }),
    { bytes: Number.MAX_SAFE_INTEGER, accuracy: 'precise', tables: 1 },
  ],
];

for (const [what, output, answer] of READ) {
  test(`a dry run is read: ${what}`, async (t) => {
    t.same(parseDryRun(output), answer);
  });
}

const NOT_READ: readonly (readonly [string, string])[] = [
  ['nothing', ''],
  ['rows', '[{"f0_":"1"}]'],
  ['an empty list', '[]'],
  ['no statistics', '{}'],
  ['no number', job({})],
  ['an empty number', job({ totalBytesProcessed: '' })],
  ['a negative number', job({ totalBytesProcessed: '-1' })],
  ['a negative amount', job({ totalBytesProcessed: -1 })],
  ['a fraction', job({ totalBytesProcessed: '1.5' })],
  ['an exponent', job({ totalBytesProcessed: '1e3' })],
  ['a number that is none', job({ totalBytesProcessed: null })],
  ['two sentences', `${VALIDATED} 1 bytes of data.\n${VALIDATED} 2 bytes of data.`],
  ['a sentence within a line', `> ${VALIDATED} 1 bytes of data.`],
  ['a sentence without its end', `${VALIDATED} 1 bytes`],
  ['a negative sentence', `${VALIDATED} -1 bytes of data.`],
  [
    'files to be loaded',
    'Query successfully validated. Assuming the files are not modified, running this query will process 1 files loading 2 bytes of data.',
  ],
  [
    'a model to be made',
    'Query successfully validated. The number of bytes that will be processed by this query cannot be calculated automatically.',
  ],
  ['an error', "Error in query string: Error processing job 'p:bqjob_r1': Unrecognized name: cots at [1:8]"],
  ['half a job', job({ totalBytesProcessed: '4096' }).slice(0, -1)],
];

for (const [what, output] of NOT_READ) {
  test(`a dry run is not read: ${what}`, async (t) => {
    t.equal(parseDryRun(output), undefined);
  });
}

test('whatever is printed, what is read is a whole number that is not negative', async () => {
  const parts = fc.constantFrom(
    VALIDATED,
    ' 1',
    '23',
    ' bytes of data.',
    '\n',
    '{',
    '"statistics":',
    '}',
    ' upper bound of',
    '-',
    '.',
    'e9',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(parts, { maxLength: 8 }).map((all) => all.join('')),
      ),
      (output) => {
        const answer = parseDryRun(output);
        return answer === undefined || (Number.isSafeInteger(answer.bytes) && answer.bytes >= 0);
      },
    ),
    runs(500),
  );
});

test('the engine says how much it would have billed when its own cap is too small', async (t) => {
  t.equal(parseLimitExceeded('Query exceeded limit for bytes billed: 1000000. 10485760 or higher required.'), 10_485_760);
  t.equal(parseLimitExceeded('Not found: Table p:d.t was not found in location EU'), undefined);
});

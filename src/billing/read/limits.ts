// How much a file may ask of this process. Threats T-FLOOD: archives that unfold without end, lines without end, columns without end.

const MIB = 1024 ** 2;

export const READ_LIMITS = {
  /** Of the text of a file that the header is looked for in. */
  sampleBytes: MIB,
  lineBytes: MIB,
  columns: 4_000,
  /** A packed file that unfolds to more than this is refused when it also unfolds more than so many times. */
  unpackedBytes: 256 * MIB,
  unpackedRatio: 150,
  /** Whatever the ratio. */
  mostUnpackedBytes: 200 * 1024 * MIB,
  zipMembers: 1_000,
  /** JSON that is one value: Cost Explorer's answers. */
  jsonValueBytes: 64 * MIB,
  /** Up to here a dirty file is read again by the plain engine, which says of each line what is wrong with it. */
  rereadBytes: 128 * MIB,
} as const;

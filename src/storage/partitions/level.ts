import type { DataType } from '../../values/data-type.ts'
import type { Vector } from '../../values/vectors/vector.ts'

export type PartitionKind = 'SEQ' | 'VALUE' | 'RANGE' | 'LIST' | 'HASH'

/** DolphinDB's number for each kind (COMPO is 4). */
export const partitionKindCodes: Readonly<Record<PartitionKind, number>> = {
  SEQ: 0,
  VALUE: 1,
  RANGE: 2,
  LIST: 3,
  HASH: 5,
}

/**
 * One level of a database's partitioning: which of its partitions, numbered from 0, a value belongs to. Immutable: one
 * with more partitions is a new level, in which the old ones keep their numbers.
 */
export interface PartitionLevel {
  readonly kind: PartitionKind
  /** Of the values it tells apart. Null for SEQ, which goes by position. */
  readonly type: DataType | null
  /** How many partitions. */
  readonly count: number
  /** The partition of each row, −1 where there is none. @throws StorageError if the column's type doesn't fit. */
  codes(column: Vector): Int32Array
  /** What the partition is called in paths: `20180801`, `0_5`, `Key3`, `List0`. */
  name(code: number): string
}

/** A name as a part of a path: a slash would begin the next part. */
export const pathPart = (text: string) =>
  text.replace(/[%/]/g, character => (character === '/' ? '%2F' : '%25'))

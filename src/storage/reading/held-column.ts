import { castVector } from '../../values/cast/vector.ts'
import type { DataType } from '../../values/data-type.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { ColumnRecord } from '../catalog/table-record.ts'
import type { SegmentIndex } from '../segments/segment-index.ts'

/**
 * The id under which a segment has a column's values: its own, or that of the last column of another type in whose place it is; null:
 * the segment is older than all of them.
 */
export function heldAs({ id, was = [] }: ColumnRecord, index: SegmentIndex): number | null {
  if (index.has(id)) return id
  return was.find(each => index.has(each)) ?? null
}

/** Values that a segment has under another id, in the type of the column: through every type that it has had since. */
export function asNow(
  values: Vector,
  { type, was = [] }: ColumnRecord,
  held: number,
  typeOf: (id: number) => DataType | undefined,
): Vector {
  const since = was.slice(0, was.indexOf(held)).map(id => typeOf(id)!)
  return [type, ...since].reduceRight(castVector, values)
}

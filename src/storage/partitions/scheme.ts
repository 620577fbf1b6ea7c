import { type DataType, typeOfName } from '../../values/data-type.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { StorageError } from '../storage-error.ts'
import { HashLevel } from './hash.ts'
import type { PartitionLevel } from './level.ts'
import { ListLevel } from './list.ts'
import { RangeLevel } from './range.ts'
import { SequenceLevel } from './sequence.ts'
import { schemeKeys, ValueLevel } from './value.ts'

export const MOST_LEVELS = 3

export const valueLevel = (values: Vector): PartitionLevel => new ValueLevel(values.type, schemeKeys(values))

export const rangeLevel = (bounds: Vector): PartitionLevel => new RangeLevel(bounds.type, schemeKeys(bounds))

export const hashLevel = (type: DataType, buckets: number): PartitionLevel => new HashLevel(type, buckets)

export const sequenceLevel = (count: number): PartitionLevel => new SequenceLevel(count)

export function listLevel(lists: readonly Vector[]): PartitionLevel {
  const type = lists[0]?.type
  if (!type || lists.some(list => list.type !== type)) {
    throw new StorageError('invalid', 'A LIST partition scheme needs lists of one type')
  }
  return new ListLevel(type, lists.map(schemeKeys))
}

/** What is kept of a level in the catalog. Values are raw: days for a DATE. */
export type LevelRecord =
  | { readonly kind: 'VALUE'; readonly type: string; readonly values: readonly (number | string)[] }
  | { readonly kind: 'RANGE'; readonly type: string; readonly bounds: readonly (number | string)[] }
  | {
      readonly kind: 'LIST'
      readonly type: string
      readonly lists: readonly (readonly (number | string)[])[]
    }
  | { readonly kind: 'HASH'; readonly type: string; readonly buckets: number }
  | { readonly kind: 'SEQ'; readonly count: number }

export function recordOfLevel(level: PartitionLevel): LevelRecord {
  const type = String(level.type)
  if (level instanceof ValueLevel) return { kind: 'VALUE', type, values: level.values }
  if (level instanceof RangeLevel) return { kind: 'RANGE', type, bounds: level.bounds }
  if (level instanceof ListLevel) return { kind: 'LIST', type, lists: level.lists }
  if (level instanceof HashLevel) return { kind: 'HASH', type, buckets: level.count }
  return { kind: 'SEQ', count: level.count }
}

export function levelOfRecord(record: LevelRecord): PartitionLevel {
  if (record.kind === 'SEQ') return new SequenceLevel(record.count)
  const type = typeOfName(record.type)!
  switch (record.kind) {
    case 'VALUE':
      return new ValueLevel(type, record.values)
    case 'RANGE':
      return new RangeLevel(type, record.bounds)
    case 'LIST':
      return new ListLevel(type, record.lists)
    case 'HASH':
      return new HashLevel(type, record.buckets)
  }
}

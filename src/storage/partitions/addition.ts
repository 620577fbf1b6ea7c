import type { DataType } from '../../values/data-type.ts'
import type { DatabaseRecord } from '../catalog/database-record.ts'
import { StorageError } from '../storage-error.ts'
import type { PartitionLevel } from './level.ts'
import type { RangeLevel } from './range.ts'
import { ValueLevel } from './value.ts'

/** New partitions of a level: values of a VALUE scheme, or bounds of a RANGE scheme of which the first is its last. */
export interface PartitionAddition {
  readonly kind: 'VALUE' | 'RANGE'
  readonly level: number
  readonly type: DataType
  /** As schemeKeys gives them. */
  readonly keys: readonly (number | string)[]
}

/** The database with more partitions; those that are there change nothing. @throws StorageError */
export function withPartitions(
  record: DatabaseRecord,
  addition: PartitionAddition,
): { record: DatabaseRecord; added: number } {
  const { kind, level: at, type, keys } = addition
  const old = record.levels[at]
  if (!old) throw invalid(`${record.path} has no partition level ${at}`)
  if (old.kind !== kind) throw invalid(`Level ${at} of ${record.path} is ${old.kind}, not ${kind}`)
  checkType(old, type)
  const level = (old as ValueLevel | RangeLevel).with(keys)
  // A name that can't be is refused before it is kept.
  for (let code = old.count; code < level.count; code++) level.name(code)
  const levels = record.levels.map((each, i) => (i === at ? level : each))
  return { record: { ...record, levels }, added: level.count - old.count }
}

/** The database without those partitions of its first level, a VALUE scheme, that have these names. @throws StorageError */
export function withoutPartitions(record: DatabaseRecord, names: readonly string[]): DatabaseRecord {
  const [first, ...others] = record.levels
  if (!(first instanceof ValueLevel))
    throw invalid(`Only partitions of a VALUE scheme can be taken out of ${record.path}`)
  return { ...record, levels: [first.without(new Set(names)), ...others] }
}

function checkType(level: PartitionLevel, type: DataType): void {
  const texts = level.type?.category === 'LITERAL' && type.category === 'LITERAL'
  if (level.type !== type && !texts) {
    throw invalid(`The partition scheme is of type ${level.type}, the new values are of type ${type}`)
  }
}

const invalid = (message: string) => new StorageError('invalid', message)

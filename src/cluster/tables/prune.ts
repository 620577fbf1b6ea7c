import type { ColumnCondition, Part } from '../../sql/parts/source.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { RangeLevel } from '../../storage/partitions/range.ts'
import { ValueLevel, vectorOfKeys } from '../../storage/partitions/value.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { convert } from '../../values/cast/cast.ts'
import { compareScalars } from '../../values/compare.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { TableValue } from '../../values/forms/table-value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** The chunks that may hold rows meeting the conditions: by the partition columns' schemes alone. */
export function prunedChunks<Chunk extends Part>(
  table: Pick<TableRecord, 'partitionColumns' | 'partitionFunctions'>,
  levels: readonly PartitionLevel[],
  chunks: readonly Chunk[],
  conditions: readonly ColumnCondition[],
): readonly Chunk[] {
  // Names of the partitions allowed at each level, null where all are.
  const allowed = table.partitionColumns.map((column, i) => {
    if (table.partitionFunctions[i] !== null) return null
    const own = conditions.filter(condition => condition.column.toLowerCase() === column.toLowerCase())
    return own.reduce<Set<string> | null>(
      (names, condition) => both(names, namesFor(levels[i]!, condition)),
      null,
    )
  })
  if (allowed.every(names => names === null)) return chunks
  return chunks.filter(chunk => {
    const parts = chunk.path.split('/')
    return allowed.every((names, i) => names === null || names.has(parts[i]!))
  })
}

/** The names of all partitions at the level of a partition column; undefined: it is none. */
export function namesAtLevel(
  table: TableValue,
  partitionColumns: readonly string[],
  levels: readonly PartitionLevel[],
  column: string,
): readonly string[] | undefined {
  const name = table.names[table.indexOf(column)]
  const level = name === undefined ? undefined : levels[partitionColumns.indexOf(name)]
  return level && Array.from({ length: level.count }, (_, code) => level.name(code))
}

function both(a: Set<string> | null, b: Set<string> | null): Set<string> | null {
  if (a === null || b === null) return a ?? b
  return a.intersection(b)
}

// Names of the partitions that a condition leaves, null where it leaves all.
function namesFor(level: PartitionLevel, condition: ColumnCondition): Set<string> | null {
  if (condition.is === 'partitions') return new Set(condition.names)
  if (condition.is === 'among') {
    const codes = codesOf(level, condition.values)
    return codes && new Set([...codes].filter(code => code >= 0).map(code => level.name(code)))
  }
  const { least, most } = condition
  if (level instanceof RangeLevel) return namesBetween(level, least, most)
  return level instanceof ValueLevel ? namesWithin(level, least, most) : null
}

function codesOf(level: PartitionLevel, values: Vector): Int32Array | null {
  try {
    return level.codes(values)
  } catch (error) {
    // A value of another type says nothing about partitions; the query itself compares it.
    if (error instanceof StorageError) return null
    throw error
  }
}

function namesBetween(level: RangeLevel, least: Scalar | null, most: Scalar | null): Set<string> | null {
  const place = (bound: Scalar | null) =>
    bound === null ? null : (codesOf(level, vectorOf([bound]))?.[0] ?? null)
  const [from, to] = [place(least), place(most)]
  // Outside all ranges a bound says nothing.
  const first = from === null || from < 0 ? 0 : from
  const last = to === null || to < 0 ? level.count - 1 : to
  return new Set(Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => level.name(first + i)))
}

function namesWithin(level: ValueLevel, least: Scalar | null, most: Scalar | null): Set<string> | null {
  const values = vectorOfKeys(level.type, level.values)
  const [low, high] = [boundIn(level, least), boundIn(level, most)]
  if (low === undefined || high === undefined) return null
  const names = new Set<string>()
  for (let code = 0; code < level.count; code++) {
    const value = values.get(code) as Scalar
    const inside =
      (low === null || compareScalars(value, low) >= 0) && (high === null || compareScalars(value, high) <= 0)
    if (inside) names.add(level.name(code))
  }
  return names
}

// A bound in the scheme's type; null: open, undefined: it can't be converted.
function boundIn(level: ValueLevel, bound: Scalar | null): Scalar | null | undefined {
  if (bound === null || bound.type === level.type) return bound
  const converted = bound.type.category === level.type.category ? convert(bound, level.type) : undefined
  return converted instanceof Scalar ? converted : undefined
}

import type { ColumnCondition, Condition, Part } from '../../sql/parts/source.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { RangeLevel } from '../../storage/partitions/range.ts'
import { ValueLevel, vectorOfKeys } from '../../storage/partitions/value.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { castVector } from '../../values/cast/vector.ts'
import { compareScalars } from '../../values/compare.ts'
import type { DataType } from '../../values/data-type.ts'
import { isTimeOfDay } from '../../values/elements/temporal-convert.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { TableValue } from '../../values/forms/table-value.ts'
import { ValueError } from '../../values/value-error.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** A level, and what a table puts into it. */
export interface TableLevel {
  readonly level: PartitionLevel
  readonly column: string
  readonly type: DataType
  /** What is looked at for the partition, where it isn't the column's value itself. */
  readonly image: Image | null
}

/** What a function makes of a column. */
export interface Image {
  /** Of values that the column is equal to; null: that can't be told. */
  of(values: Vector): Vector | null
  /** Whether a larger value never gives less. */
  readonly keepsOrder: boolean
}

/** The levels of a table that is partitioned by columns themselves. */
export function plainLevels(
  table: TableValue & { readonly partitionColumns: readonly string[] },
  levels: readonly PartitionLevel[],
): TableLevel[] {
  return table.partitionColumns.map((column, i) => {
    const type = table.types[table.indexOf(column)]!
    return { level: levels[i]!, column, type, image: null }
  })
}

/** The chunks that may hold rows meeting the conditions: by the partition columns' schemes alone. */
export function prunedChunks<Chunk extends Part>(
  levels: readonly TableLevel[],
  chunks: readonly Chunk[],
  conditions: readonly Condition[],
): readonly Chunk[] {
  const may = meeting(levels, conditions)
  return may === null ? chunks : chunks.filter(chunk => may(chunk.path.split('/')))
}

// Whether a partition may hold rows meeting all conditions; null: all may.
function meeting(levels: readonly TableLevel[], conditions: readonly Condition[]): May | null {
  const own = levels.map(({ column }) =>
    conditions.filter(each => each.is !== 'any' && each.column.toLowerCase() === column.toLowerCase()),
  )
  const byLevel = levels.flatMap((level, i): May[] => {
    const allowed = (own[i] as ColumnCondition[]).reduce<Set<string> | null>(
      (names, condition) => both(names, namesFor(level, condition)),
      null,
    )
    return allowed === null ? [] : [names => allowed.has(names[i]!)]
  })
  const alternatives = conditions.flatMap((condition): May[] => {
    if (condition.is !== 'any') return []
    const each = condition.of.map(alternative => meeting(levels, alternative))
    return each.includes(null) ? [] : [names => each.some(may => may!(names))]
  })
  const all = [...byLevel, ...alternatives]
  return all.length === 0 ? null : names => all.every(may => may(names))
}

type May = (names: readonly string[]) => boolean

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
function namesFor({ level, type, image }: TableLevel, condition: ColumnCondition): Set<string> | null {
  if (condition.is === 'partitions') return new Set(condition.names)
  if (condition.is === 'among') {
    const values = image ? image.of(condition.values) : condition.values
    const codes = values && codesOf(level, values)
    return codes && new Set([...codes].filter(code => code >= 0).map(code => level.name(code)))
  }
  const { least, most } = condition
  if (image ? !image.keepsOrder : !keepsOrder(type, level)) return null
  const [from, to] = [boundOf(image, least), boundOf(image, most)]
  if (level instanceof RangeLevel) return namesBetween(level, from, to)
  return level instanceof ValueLevel ? namesWithin(level, from, to) : null
}

// A scheme by the time of day says nothing of what lies between two days.
const keepsOrder = (type: DataType, { type: scheme }: PartitionLevel) =>
  scheme === null || isTimeOfDay(scheme) === isTimeOfDay(type)

// Null: open.
function boundOf(image: Image | null, bound: Scalar | null): Scalar | null {
  if (image === null || bound === null) return bound
  const made = image.of(vectorOf([bound]))?.get(0)
  return made instanceof Scalar && !made.isNull ? made : null
}

/** Values in another type; null where they can't be. */
export function castOrNull(values: Vector, type: DataType): Vector | null {
  try {
    return castVector(values, type)
  } catch (error) {
    if (error instanceof ValueError) return null
    throw error
  }
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
  if (bound.type.category !== level.type.category) return undefined
  const converted = castOrNull(vectorOf([bound]), level.type)?.get(0)
  return converted instanceof Scalar && !converted.isNull ? converted : undefined
}

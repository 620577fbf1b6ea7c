import { Lru } from '../../base/lru.ts'
import { groupRows } from '../../kernels/groups/group.ts'
import { IOTANY, typeOfCode } from '../../values/data-type.ts'
import { textOf } from '../../values/format/text.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { columnNamed, type TableRecord } from '../catalog/table-record.ts'
import type { ChunkReader } from '../reading/chunk-reader.ts'
import type { Segment } from '../segments/segment.ts'
import { StorageError } from '../storage-error.ts'
import type { TableState } from '../table-state.ts'
import { sortKeyOf } from './sort-keys.ts'

/** Types of points: what the sort keys say of a point → the code of its values' type. */
type Types = Map<string, number>

interface Known {
  readonly types: Types
  /** The segments that the types come from. */
  readonly segments: Set<Segment>
  /** Rows that some of the types come from may have gone since. */
  mayBeOld: boolean
}

/** What a writer has said of points, by table and partition. */
export type WrittenTypes = Map<string, Types>

/** Rows that are to be written to a partition. `columns` are the table's first ones. */
export interface PointRows {
  readonly table: TableRecord
  readonly state: TableState
  readonly path: string
  readonly columns: readonly Vector[]
  /** All that is there is replaced. */
  readonly replace: boolean
}

/**
 * All values of a point are of one type, which the first one has. Points are told apart by all sort columns but the last, within
 * the partitions that differ by time alone. Known is what this node's chunks hold.
 */
export class PointTypes {
  readonly #reader: ChunkReader
  readonly #known: Lru<Known>

  constructor(reader: ChunkReader, most: number) {
    this.#reader = reader
    this.#known = new Lru(most, ({ types }) => 1024 + 128 * types.size)
  }

  /** Bytes that what is known takes, about. */
  get bytes(): number {
    return this.#known.weight
  }

  clear(): void {
    this.#known.clear()
  }

  /**
   * Looks whether rows give points the types that they have in this partition and, with `allTimes`, in those of other times. Where a
   * partition's rows are replaced, only the new ones are compared, with each other and with what the writer wrote before.
   * @throws StorageError `invalid`
   */
  async check(rows: PointRows, written: WrittenTypes, allTimes: boolean): Promise<void> {
    const { table, path, columns } = rows
    const mixed = columns.find(column => column instanceof UnionVector)
    if (!mixed) return
    const found = typesIn(table, columns, mixed)
    const within = allTimes ? withoutTime : (each: string) => each
    const place = `${table.id}/${within(path)}`
    if (!rows.replace) await this.#compare(rows, found, place, within)
    const before = written.get(place) ?? new Map()
    written.set(place, before)
    for (const [point, code] of found) {
      const type = before.get(point)
      if (type !== undefined && type !== code) throw refusal(table, point, type, code)
      before.set(point, code)
    }
  }

  async #compare(rows: PointRows, found: Types, place: string, within: Within): Promise<void> {
    let known = await this.#typesAt(rows, place, within)
    let point = firstOther(found, known.types)
    if (point !== undefined && known.mayBeOld) {
      this.#known.delete(place)
      known = await this.#typesAt(rows, place, within)
      point = firstOther(found, known.types)
    }
    if (point !== undefined) throw refusal(rows.table, point, known.types.get(point)!, found.get(point)!)
  }

  // What is known, and what segments that weren't there then say beside it.
  async #typesAt({ table, state, path }: PointRows, place: string, within: Within): Promise<Known> {
    const known = this.#known.get(place) ?? { types: new Map(), segments: new Set(), mayBeOld: false }
    const chunks = [...state.chunks.values()].filter(each => within(each.path) === within(path))
    const segments = chunks.flatMap(({ newest }) => newest?.segments ?? [])
    const fresh = segments.filter(segment => !known.segments.has(segment))
    if (known.segments.size + fresh.length > segments.length) known.mayBeOld = true
    if (fresh.length > 0) {
      const wanted = pointColumns(table)
      const columns = await this.#reader.readSegments(state, fresh, wanted)
      const byTable = table.columns.map(column => columns[wanted.indexOf(column)])
      const mixed = columns.at(-1) as UnionVector
      for (const [point, code] of typesIn(table, byTable, mixed, false)) known.types.set(point, code)
      for (const segment of fresh) known.segments.add(segment)
    }
    this.#known.set(place, known)
    return known
  }
}

// Of which partitions points are the same.
type Within = (path: string) => string

// The last level of a path is the time's.
const withoutTime = (path: string) => path.slice(0, Math.max(0, path.lastIndexOf('/')))

const sortKeys = (table: TableRecord) => table.sortColumns.slice(0, -1).map(name => columnNamed(table, name))

// What tells a table's points apart, and then their values.
const pointColumns = (table: TableRecord) => [
  ...sortKeys(table),
  ...table.columns.filter(({ type }) => type === IOTANY),
]

function firstOther(found: Types, known: Types): string | undefined {
  for (const [point, code] of found) {
    const type = known.get(point)
    if (type !== undefined && type !== code) return point
  }
  return undefined
}

// The points of some rows that have values. Where rows of one differ, that is refused, or (`strict` = false) the last ones count.
function typesIn(
  table: TableRecord,
  columns: readonly (Vector | undefined)[],
  mixed: UnionVector,
  strict = true,
): Types {
  const keys = sortKeys(table).map(column => columns[table.columns.indexOf(column)]!)
  const points = groupRows(keys.map(key => sortKeyOf(key).column))
  const types = new Int8Array(points.groups)
  const nameOf = (point: number) =>
    keys.map(key => textOf(key.type, (key.get(points.firstRows[point]!) as Scalar).raw)).join(', ')
  const { codes } = mixed
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    if (code === 0) continue
    const point = points.codes[row]!
    if (strict && types[point] !== 0 && types[point] !== code) {
      throw refusal(table, nameOf(point), types[point]!, code)
    }
    types[point] = code
  }
  const found: Types = new Map()
  for (let point = 0; point < types.length; point++)
    if (types[point] !== 0) found.set(nameOf(point), types[point]!)
  return found
}

const refusal = (table: TableRecord, point: string, has: number, gets: number) =>
  new StorageError(
    'invalid',
    `The point [${point}] of the table ${table.name} has values of type ${typeOfCode(has)}, so it can't get one of type ${typeOfCode(gets)}: an update of all its rows changes its type`,
  )

import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import {
  type Condition,
  type Elsewhere,
  type Part,
  type PartQuery,
  Source,
  untilUnchanged,
} from '../../sql/parts/source.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { dealtRows, partitionRows } from '../../storage/partitions/rows.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import { hasDate } from '../../values/cast/promote.ts'
import { castVector } from '../../values/cast/vector.ts'
import { type DataType, IOTANY, STRING, SYMBOL } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { concatenate, emptyVector, nullVector } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { StoreClient } from '../bridge/store-client.ts'
import type { ChunkSummary } from '../bridge/store-message.ts'
import { levelsOf, partitionKeys } from './partition-function.ts'
import { beginElsewhere } from './parts-elsewhere.ts'
import { namesAtLevel, prunedChunks } from './prune.ts'

// What a partition is to hold, and the commit of which the rows were read that it is made from.
type Contents = readonly [path: string, rows: Table | null, read: number | undefined]

/** A table of a database: its definition as it was when loaded, its rows and its partitions as they are in the store. */
export class DfsTable extends Source {
  readonly #store: StoreClient
  #database: DatabaseRecord
  // Names of the partitions at each level of `#database`, once they were needed.
  #partitions: readonly ReadonlySet<string>[] | null = null
  #record: TableRecord
  // Before columns were added through this very value: rows without them are taken until one has them.
  #columnsBefore: number | null = null

  constructor(store: StoreClient, database: DatabaseRecord, record: TableRecord) {
    super()
    this.#store = store
    this.#database = database
    this.#record = record
  }

  get database(): DatabaseRecord {
    return this.#database
  }

  get record(): TableRecord {
    return this.#record
  }

  override get location(): string {
    return `${this.database.path}/${this.#record.name}`
  }

  get names(): readonly string[] {
    return this.#record.columns.map(column => column.name)
  }

  get types(): readonly DataType[] {
    return this.#record.columns.map(column => column.type)
  }

  get describe(): string {
    return this.record.partitionColumns.length > 0 ? 'SEGMENTED DFS TABLE' : 'DFS DIMENSION TABLE'
  }

  override origin(): string | null {
    return `loadTable(${JSON.stringify(this.path)}, ${JSON.stringify(this.name)})`
  }

  override choosersFor(column: string): readonly string[] | null {
    const place = this.indexOf(column)
    return place >= 0 && this.types[place] === IOTANY ? this.record.sortColumns.slice(0, -1) : null
  }

  get path(): string {
    return this.database.path
  }

  get name(): string {
    return this.record.name
  }

  append(context: Context, rows: Table): number {
    if (rows.columns.length === this.#columnsBefore) return this.#insertFilled(context, rows)
    this.#columnsBefore = null
    if (rows.columns.length !== this.names.length) {
      throw new ScriptError(
        `The number of columns of the table to insert (${rows.columns.length}) must be the same as that of the original table (${this.names.length}).`,
      )
    }
    return this.#insert(context, rows)
  }

  get #isPartitionedByFunction(): boolean {
    return this.record.partitionFunctions.some(each => each !== null)
  }

  override takesColumns(count: number): boolean {
    return count === this.names.length || count === this.#columnsBefore
  }

  #insertFilled(context: Context, rows: Table): number {
    const missing = this.types.slice(rows.columns.length).map(type => nullVector(type, rows.rows))
    return this.#insert(context, new Table([...this.names], [...rows.columns, ...missing]))
  }

  // Only sessions can call functions: where the table is partitioned by one, what it gives goes along.
  #insert(context: Context, rows: Table): number {
    const keys =
      this.#isPartitionedByFunction && rows.rows > 0 ? partitionKeys(context, this.record, rows) : undefined
    return this.#store.insert(this.path, this.name, rows, keys)
  }

  override addColumns(_context: Context, names: readonly string[], types: readonly DataType[]): void {
    this.#columnsBefore = this.names.length
    const columns = names.map((name, i) => ({ name, type: String(types[i]) }))
    this.#store.addColumns(this.path, this.name, columns)
    this.#record = this.#store.table(this.path, this.name)
  }

  setColumnComments(comments: Readonly<Record<string, string>>): void {
    this.#store.setColumnComments(this.path, this.name, comments)
    this.#record = this.#store.table(this.path, this.name)
  }

  setComment(comment: string): void {
    this.#store.setTableComment(this.path, this.name, comment)
    this.#record = this.#store.table(this.path, this.name)
  }

  /**
   * Puts what `merge` makes of each partition's rows and the new ones there in their place, all together. Rows for which
   * there is no partition yet are then inserted, so that they get one where appended rows do.
   */
  upsert(context: Context, rows: Table, merge: (before: Table, added: Table) => Table): void {
    this.#refresh()
    untilUnchanged(() => {
      const there = this.#there()
      const chunks = this.dealt(context, rows).map(([path, added]) => {
        const cid = there.get(path)
        const before = this.#store.read(this.path, this.name, path, this.names, [], cid)
        // What was read may be the store's own memory.
        return [path, merge(before.clone(), added), cid ?? 0] as const
      })
      this.#store.replace(this.path, this.name, chunks, 'SQLUPSERT')
    })
    const rest = rows.gather(this.#withoutPartition(context, rows))
    if (rest.rows > 0) this.append(context, merge(rest.slice(0, 0), rest))
  }

  #withoutPartition(context: Context, rows: Table): Int32Array {
    const codes = partitionKeys(context, this.record, rows).map((key, i) =>
      this.database.levels[i]!.codes(key),
    )
    const places = Array.from({ length: rows.rows }, (_, row) => row)
    return Int32Array.from(places.filter(row => codes.some(each => each[row]! < 0)))
  }

  // The partitions that hold rows, with the commit that changed each last.
  #there(): Map<string, number> {
    return new Map(this.#store.chunks(this.path, this.name).map(({ path, cid }) => [path, cid]))
  }

  /** Rows by the partition they belong to; those that belong to none are left out. */
  dealt(context: Context, rows: Table): (readonly [path: string, rows: Table])[] {
    const { partitionColumns } = this.record
    if (partitionColumns.length === 0) return [['', rows]]
    return this.#dealtBy(rows, partitionKeys(context, this.record, rows))
  }

  #dealtBy(rows: Table, keys: readonly Vector[]): (readonly [path: string, rows: Table])[] {
    return dealtRows(rows, partitionRows(this.database.levels, keys))
  }

  override dropColumns(_context: Context, names: readonly string[]): void {
    this.#store.dropColumns(this.path, this.name, names)
    this.#record = this.#store.table(this.path, this.name)
  }

  override renameColumn(_context: Context, from: string, to: string): void {
    this.#store.renameColumn(this.path, this.name, from, to)
    this.#record = this.#store.table(this.path, this.name)
  }

  override retypeColumn(_context: Context, name: string, type: DataType): void {
    const from = this.types[this.indexOf(name)]
    if (!from) throw missingColumn(name, this.names)
    if (this.database.engine !== 'OLAP')
      throw new ScriptError(
        `Columns of tables keep their types in a database of the ${this.database.engine} engine.`,
      )
    if (!canBecome(from, type))
      throw new ScriptError(`The column ${name} of type ${from} can't become one of type ${type}.`)
    if (from === type) return
    this.#store.retypeColumn(this.path, this.name, this.names[this.indexOf(name)]!, String(type))
    this.#record = this.#store.table(this.path, this.name)
  }

  load(context: Context): Table {
    const pieces = this.parts(context, []).map(part => this.read(part, this.names, []))
    const columns = this.types.map((type, i) =>
      pieces.length === 0
        ? emptyVector(type)
        : concatenate(
            type,
            pieces.map(piece => piece.columns[i]!),
          ),
    )
    return new Table([...this.names], columns)
  }

  partCount(): number {
    return this.#store.chunks(this.path, this.name).length
  }

  override partitionNames(column: string): readonly string[] | undefined {
    return namesAtLevel(this, this.#record.partitionColumns, this.database.levels, column)
  }

  // Names of partitions by dates have one length, and are in the order of what they name.
  override timesOf(column: string): ((part: Part) => string) | null {
    const { partitionColumns, partitionFunctions } = this.#record
    const at = partitionColumns.indexOf(this.names[this.indexOf(column)] ?? '')
    const level = this.database.levels[at]
    const isByTime = level && ['VALUE', 'RANGE'].includes(level.kind) && level.type && hasDate(level.type)
    return isByTime && partitionFunctions[at] === null ? part => part.path.split('/')[at]! : null
  }

  override textIndex(column: string): string | null {
    const index = this.#record.columns[this.indexOf(column)]?.index
    return index !== undefined && /^\s*textindex/i.test(index) ? index : null
  }

  parts(context: Context, conditions: readonly Condition[]): readonly Part[] {
    const chunks = this.#store.chunks(this.path, this.name)
    this.#refreshFor(chunks, conditions)
    if (conditions.length === 0) return chunks
    return prunedChunks(levelsOf(context, this.database, this.record), chunks, conditions)
  }

  #refresh(): void {
    this.#database = this.#store.database(this.path)
    this.#partitions = null
  }

  // Partitions that this table doesn't know were made since it was loaded: conditions are not to leave them out unseen.
  #refreshFor(chunks: readonly ChunkSummary[], conditions: readonly Condition[]): void {
    const { partitionColumns } = this.record
    const isOnPartitions = (condition: Condition): boolean =>
      condition.is === 'any'
        ? condition.of.flat().some(isOnPartitions)
        : partitionColumns.includes(this.names[this.indexOf(condition.column)]!)
    if (!conditions.some(isOnPartitions)) return
    this.#partitions ??= this.database.levels.map(
      level => new Set(Array.from({ length: level.count }, (_, code) => level.name(code))),
    )
    const known = this.#partitions
    const isKnown = ({ path }: ChunkSummary) => path.split('/').every((name, i) => known[i]?.has(name))
    if (!chunks.every(isKnown)) this.#refresh()
  }

  override begin(context: Context, parts: readonly Part[], query: PartQuery): readonly Elsewhere[] {
    return beginElsewhere(context, this.#store, this, parts, query)
  }

  read(part: Part, columns: readonly string[], conditions: readonly Condition[]): Table {
    const bounds = conditions.flatMap(condition => boundOf(condition, this))
    const { cid } = part as Partial<ChunkSummary>
    return this.#asKnown(this.#store.read(this.path, this.name, part.path, columns, bounds, cid))
  }

  // Of a column whose type others have changed meanwhile, the values as they were known.
  #asKnown(rows: Table): Table {
    const types = rows.names.map(name => this.types[this.indexOf(name)]!)
    if (rows.columns.every(({ type }, i) => type === types[i])) return rows
    return new Table(
      rows.names,
      rows.columns.map((column, i) => castVector(column, types[i]!)),
    )
  }

  replace(
    context: Context,
    changes: readonly (readonly [part: Part, rows: Table | null])[],
    changed: readonly string[],
  ): void {
    const { partitionColumns, keepDuplicates } = this.record
    const parts = changes.map(
      ([part, rows]) => [part.path, rows, (part as Partial<ChunkSummary>).cid] as const,
    )
    const moves = changed.some(name => partitionColumns.includes(this.names[this.indexOf(name)] ?? ''))
    if (moves && keepDuplicates !== 'ALL') {
      throw new ScriptError(
        `A partitioning column of ${this.name} can't be updated: that is for tables whose keepDuplicates is ALL.`,
      )
    }
    const type = changed.length === 0 ? 'SQLDELETE' : 'SQLUPDATE'
    this.#store.replace(this.path, this.name, moves ? this.#moved(context, parts) : parts, type)
  }

  // Rows go to the parts they now belong to, behind those that are there.
  #moved(context: Context, changes: readonly Contents[]): Contents[] {
    const contents = new Map<string, Table[]>(changes.map(([path]) => [path, []]))
    const reads = new Map(changes.map(([path, , read]) => [path, read]))
    const there = this.#there()
    for (const [, rows] of changes) {
      if (!rows) continue
      const dealt = this.dealt(context, rows)
      if (dealt.reduce((sum, [, part]) => sum + part.rows, 0) < rows.rows) {
        throw new ScriptError('The update would give rows values for which there is no partition.')
      }
      for (const [path, part] of dealt) {
        if (!contents.has(path)) {
          const cid = there.get(path)
          reads.set(path, cid ?? 0)
          const before = () => this.#store.read(this.path, this.name, path, this.names, [], cid)
          contents.set(path, cid === undefined ? [] : [before()])
        }
        contents.get(path)!.push(part)
      }
    }
    return [...contents].map(([path, pieces]) => [path, joined(this, pieces), reads.get(path)])
  }
}

// As DolphinDB's page of replaceColumn! says.
function canBecome(from: DataType, to: DataType): boolean {
  if (from === SYMBOL || to === SYMBOL || from.category === 'DECIMAL' || to.category === 'DECIMAL')
    return false
  const isNumber = (type: DataType) => type.category === 'INTEGRAL' || type.category === 'FLOATING'
  if (isNumber(from) && isNumber(to)) return true
  if (from.category === to.category) return from.category === 'TEMPORAL' || from.category === 'LITERAL'
  return to === STRING && (isNumber(from) || from.category === 'TEMPORAL')
}

function joined(table: DfsTable, pieces: readonly Table[]): Table | null {
  if (pieces.length === 0) return null
  const columns = table.types.map((type, i) =>
    concatenate(
      type,
      pieces.map(piece => piece.columns[i]!),
    ),
  )
  return new Table([...table.names], columns)
}

// Blocks of sorted segments are left out by bounds on the column's own values.
function boundOf(condition: Condition, table: DfsTable): Bound[] {
  if (condition.is === 'any') return []
  const type = table.types[table.indexOf(condition.column)]!
  const column = table.names[table.indexOf(condition.column)]!
  if (condition.is === 'range') {
    const rawOf = (scalar: typeof condition.least) =>
      scalar?.type === type && (typeof scalar.raw === 'number' || typeof scalar.raw === 'bigint')
        ? scalar.raw
        : undefined
    const [least, most] = [rawOf(condition.least), rawOf(condition.most)]
    return least === undefined && most === undefined
      ? []
      : [{ column, type: String(type), least, most } as Bound]
  }
  return []
}

import { appendRows } from '../../functions/tables/append.ts'
import type { Context } from '../../runtime/context.ts'
import { missingColumn } from '../../runtime/missing-column.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type Condition, type Part, Source } from '../../sql/parts/source.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import { type PartitionRows, partitionPath, partitionRows, rowsOf } from '../../storage/partitions/rows.ts'
import { ValueLevel } from '../../storage/partitions/value.ts'
import type { DataType } from '../../values/data-type.ts'
import { Table } from '../../values/forms/table.ts'
import { concatenate, emptyVector, nullVector } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { namesAtLevel, plainLevels, prunedChunks } from './prune.ts'

interface MemoryPart extends Part {
  /** Its number in each level, by which parts are in order. */
  readonly codes: readonly number[]
  readonly rows: Table
}

/**
 * What `createPartitionedTable` makes in a database without a directory: rows in memory, dealt out to partitions. By SEQ the
 * first rows are cut into parts as they come, without a partition column; later ones go to the last part.
 */
export class PartitionedMemoryTable extends Source {
  readonly partitionColumns: readonly string[]
  readonly partitionFunctions: readonly null[]
  #levels: readonly PartitionLevel[]
  // Without rows: what a new partition begins as.
  readonly #empty: Table
  #parts: MemoryPart[] = []
  // Parts are tables of scripts, to which rows are put in one by one.
  #external = false

  /** Partitions are of the table's kind: those of a keyed one keep their keys apart. @throws ScriptError */
  constructor(pattern: Table, levels: readonly PartitionLevel[], partitionColumns: readonly string[]) {
    super()
    if (partitionColumns.length !== levels.length && !isSequence(levels)) {
      throw new ScriptError(
        `${levels.length} partition columns are needed, but ${partitionColumns.length} are given.`,
      )
    }
    this.partitionColumns = partitionColumns.map(name => {
      const place = pattern.indexOf(name)
      if (place >= 0) return pattern.names[place]!
      throw missingColumn(name, pattern.names)
    })
    this.partitionFunctions = partitionColumns.map(() => null)
    this.#levels = levels
    this.#empty = pattern.clone()
    this.#empty.columns = pattern.columns.map(column => emptyVector(column.type))
  }

  /**
   * Over tables that are there, which become the partitions in their order and go on being changed by themselves.
   * @throws ScriptError when they aren't as many as the partitions, or not alike.
   */
  static over(
    tables: readonly Table[],
    levels: readonly PartitionLevel[],
    partitionColumns: readonly string[],
  ): PartitionedMemoryTable {
    const [first] = tables
    const count = levels[0]!.count
    if (!first || levels.length !== 1 || tables.length !== count) {
      throw new ScriptError(
        `Tables as partitions should be as many as those of the one level of the database (${count}), not ${tables.length}.`,
      )
    }
    const isAlike = ({ names, columns }: Table) =>
      names.join() === first.names.join() &&
      columns.every((column, i) => column.type === first.columns[i]!.type)
    if (!tables.every(isAlike)) throw new ScriptError('Tables as partitions need the same columns.')
    const made = new PartitionedMemoryTable(first, levels, partitionColumns)
    made.#external = true
    // Whoever changes one of them changes the partition, not a copy.
    for (const table of tables) table.aliased = false
    made.#parts = tables.map((rows, i) => ({ path: partitionPath(levels, [i]), codes: [i], rows }))
    return made
  }

  get names(): readonly string[] {
    return this.#empty.names
  }

  get types(): readonly DataType[] {
    return this.#empty.types
  }

  get describe(): string {
    return 'SEGMENTED IN-MEMORY TABLE'
  }

  override get growsByUpdate(): boolean {
    return true
  }

  get levels(): readonly PartitionLevel[] {
    return this.#levels
  }

  /** Whether a row takes the place of another one with its key. */
  get keyed(): boolean {
    return this.#empty.keyColumns.length > 0
  }

  append(_context: Context, rows: Table): number {
    if (this.#external) return this.#appendInPlace(rows)
    let count = 0
    for (const part of this.#dealt(rows)) {
      appendRows(this.#partAt(part).rows, takenFrom(rows, part))
      count += part.count
    }
    return count
  }

  // Multiversion tables take rows as partitions, each the rows of its part; others are filled by themselves.
  #appendInPlace(rows: Table): number {
    if (!this.#parts.every(part => part.rows.kind === 'mvcc'))
      throw new ScriptError("Can't append data to a segmented table that contains external partitions.")
    const keys = this.partitionColumns.map(name => rows.columns[this.indexOf(name)]!)
    const dealt = partitionRows(this.#levels, keys)
    if (dealt.reduce((sum, part) => sum + part.count, 0) < rows.rows)
      throw new ScriptError('Some rows belong to none of the tables that are the partitions.')
    for (const part of dealt) appendRows(this.#partAt(part).rows, takenFrom(rows, part))
    return rows.rows
  }

  #dealt(rows: Table): readonly PartitionRows[] {
    if (isSequence(this.#levels)) return this.#inSequence(rows)
    const keys = this.partitionColumns.map(name => rows.columns[this.indexOf(name)]!)
    // A new value gets a partition of its own, as on disk.
    this.#levels = this.#levels.map((level, i) =>
      level instanceof ValueLevel ? level.with(level.missing(keys[i]!)) : level,
    )
    return partitionRows(this.#levels, keys)
  }

  #inSequence(rows: Table): readonly PartitionRows[] {
    const last = this.#parts.at(-1)
    if (!last) return partitionRows(this.#levels, [rows.columns[0]!])
    return rows.rows === 0 ? [] : [{ ...last, count: rows.rows, rows: null, start: 0 }]
  }

  #partAt({ path, codes }: PartitionRows): MemoryPart {
    const known = this.#parts.find(part => part.path === path)
    if (known) return known
    const made: MemoryPart = { path, codes, rows: this.#empty.clone() }
    this.#parts = [...this.#parts, made].sort(byCodes)
    return made
  }

  load(_context: Context): Table {
    return joined(this, this.#parts)
  }

  partCount(): number {
    return this.#parts.length
  }

  override partitionNames(column: string): readonly string[] | undefined {
    return namesAtLevel(this, this.partitionColumns, this.#levels, column)
  }

  parts(_context: Context, conditions: readonly Condition[]): readonly Part[] {
    return prunedChunks(plainLevels(this, this.#levels), this.#parts, conditions)
  }

  // Views, which stay as they are when the partition grows.
  read(part: Part, columns: readonly string[]): Table {
    const { rows } = this.#parts.find(each => each.path === part.path)!
    return new Table(
      [...columns],
      columns.map(name => rows.columns[this.indexOf(name)]!.view(0, rows.rows)),
    )
  }

  replace(
    _context: Context,
    changes: readonly (readonly [part: Part, rows: Table | null])[],
    changed: readonly string[],
  ): void {
    const places = new Set(this.partitionColumns.map(name => this.indexOf(name)))
    const moves = changed.some(name => places.has(this.indexOf(name)))
    if (this.#external) return this.#replaceInPlace(changes, moves)
    const paths = new Set(changes.map(([part]) => part.path))
    const before = this.#parts
    this.#parts = before.filter(part => !paths.has(part.path))
    for (const [part, rows] of changes) {
      if (!rows) continue
      const old = before.find(each => each.path === part.path)!
      if (moves) this.#take(rows, before)
      else this.#parts = [...this.#parts, { ...old, rows: this.#kept(rows) }].sort(byCodes)
    }
  }

  #replaceInPlace(changes: readonly (readonly [part: Part, rows: Table | null])[], moves: boolean): void {
    if (moves)
      throw new ScriptError('The partition column of a table over external partitions stays as it is.')
    for (const [{ path }, rows] of changes) {
      const table = this.#parts.find(part => part.path === path)!.rows
      table.columns = rows
        ? rows.columns.map(column => column.clone())
        : table.columns.map(column => emptyVector(column.type))
    }
  }

  // Rows go to the partitions that they now belong to, or everything stays as it was.
  #take(rows: Table, before: MemoryPart[]): void {
    const dealt = this.#dealt(rows)
    if (dealt.reduce((sum, part) => sum + part.count, 0) < rows.rows) {
      this.#parts = before
      throw new ScriptError('The update would give rows values for which there is no partition.')
    }
    for (const part of dealt) appendRows(this.#partAt(part).rows, takenFrom(rows, part))
  }

  #kept(rows: Table): Table {
    const kept = this.#empty.clone()
    kept.columns = rows.columns.map(column => column.clone())
    return kept
  }

  override addColumns(_context: Context, names: readonly string[], types: readonly DataType[]): void {
    const known = names.find(name => this.indexOf(name) >= 0)
    if (known) throw new ScriptError(`The table has a column ${known} already.`)
    for (const table of this.#tables()) {
      const { rows } = table
      table.names.push(...names)
      table.columns.push(...types.map(type => nullVector(type, rows)))
    }
  }

  override dropColumns(_context: Context, names: readonly string[]): void {
    for (const name of names) {
      const place = this.#placeOf(name)
      if (this.partitionColumns.includes(this.names[place]!)) {
        throw new ScriptError(`The partition column ${name} can't be dropped.`)
      }
      for (const table of this.#tables()) {
        table.names.splice(place, 1)
        table.columns.splice(place, 1)
      }
    }
  }

  override renameColumn(_context: Context, from: string, to: string): void {
    const place = this.#placeOf(from)
    if (this.partitionColumns.includes(this.names[place]!)) {
      throw new ScriptError(`The partition column ${from} can't be renamed.`)
    }
    for (const table of this.#tables()) table.names[place] = to
  }

  #tables(): Table[] {
    return [this.#empty, ...this.#parts.map(part => part.rows)]
  }

  #placeOf(name: string): number {
    const place = this.indexOf(name)
    if (place >= 0) return place
    throw missingColumn(name, this.names)
  }
}

const isSequence = (levels: readonly PartitionLevel[]) => levels[0]?.kind === 'SEQ'

function byCodes(a: MemoryPart, b: MemoryPart): number {
  const level = a.codes.findIndex((code, i) => code !== b.codes[i])
  return level < 0 ? 0 : a.codes[level]! - b.codes[level]!
}

const takenFrom = (rows: Table, part: PartitionRows): Table =>
  new Table(
    [...rows.names],
    rows.columns.map(column => rowsOf(column, part)),
  )

function joined(table: PartitionedMemoryTable, parts: readonly MemoryPart[]): Table {
  const columns = table.types.map(
    (type, i): Vector =>
      concatenate(
        type,
        parts.map(({ rows }) => rows.columns[i]!),
      ),
  )
  return new Table([...table.names], columns)
}

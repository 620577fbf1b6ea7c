import {
  type DataType,
  IOTANY,
  isDecimal,
  isLiteral,
  isTemporal,
  typeOfName,
} from '../../values/data-type.ts'
import { emptyColumn } from '../reading/empty-column.ts'
import { layoutOf } from '../segments/column-layout.ts'
import { StorageError } from '../storage-error.ts'
import type { DatabaseRecord } from './database-record.ts'

export type KeepDuplicates = 'ALL' | 'FIRST' | 'LAST'

export interface ColumnSpec {
  readonly name: string
  readonly type: DataType
  readonly comment?: string
  /** As the user asked: `zstd` is obeyed at once, the others leave it to the store. */
  readonly compression?: string
  /** As the user asked: `textindex(parser=english)`. */
  readonly index?: string
}

/** A column of a table. Segments know it by its id, which no other column of the table ever has. */
export interface ColumnRecord extends ColumnSpec {
  readonly id: number
  /** Columns of other types in whose place it is, the last first: segments that have one of them instead of it hold its values. */
  readonly was?: readonly number[]
}

export interface TableSpec {
  readonly name: string
  readonly columns: readonly ColumnSpec[]
  /** One per level of the database's scheme; none for a dimension table, which has a single chunk. */
  readonly partitionColumns: readonly string[]
  /** What is applied to each partition column before the scheme, as users wrote it; null: the column itself. */
  readonly partitionFunctions?: readonly (string | null)[]
  /** TSDB: rows of a segment are sorted by these. */
  readonly sortColumns?: readonly string[]
  readonly keepDuplicates?: KeepDuplicates
  /** TSDB: what maps each sort column but the last to fewer values, as users wrote it. */
  readonly sortKeyMapping?: readonly (string | null)[]
  readonly softDelete?: boolean
  /** IOTDB: a table of points, whose latest values are asked for. */
  readonly latestKeyCache?: boolean
  /** IOTDB: as the user asked; how sort columns lie is up to the store. */
  readonly compressHashSortKey?: boolean
  readonly comment?: string
  readonly owner?: string
}

/** A table as it is now. Immutable: a change makes another. */
export interface TableRecord extends Required<Omit<TableSpec, 'columns'>> {
  readonly id: number
  readonly database: string
  readonly columns: readonly ColumnRecord[]
  /** Types of columns that were dropped; segments may still hold them. */
  readonly dropped: Readonly<Record<number, DataType>>
}

// Of a column of another table, not what it was there.
const freshColumn = (
  { was: _, ...column }: ColumnSpec & Partial<ColumnRecord>,
  id: number,
): ColumnRecord => ({
  ...column,
  id,
})

const TABLE_NAME = /^\p{L}[\p{L}\p{N}_]*$/u

/** @throws StorageError `invalid` */
export function newTable(id: number, database: DatabaseRecord, spec: TableSpec): TableRecord {
  const record: TableRecord = {
    id,
    database: database.path,
    name: spec.name,
    columns: spec.columns.map((column, i) => freshColumn(column, i)),
    partitionColumns: spec.partitionColumns,
    partitionFunctions: spec.partitionFunctions ?? spec.partitionColumns.map(() => null),
    sortColumns: spec.sortColumns ?? [],
    keepDuplicates: spec.keepDuplicates ?? 'ALL',
    sortKeyMapping: spec.sortKeyMapping ?? [],
    softDelete: spec.softDelete ?? false,
    latestKeyCache: spec.latestKeyCache ?? false,
    compressHashSortKey: spec.compressHashSortKey ?? false,
    comment: spec.comment ?? '',
    owner: spec.owner ?? '',
    dropped: {},
  }
  checkTable(record, database)
  return record
}

function checkTable(table: TableRecord, database: DatabaseRecord): void {
  if (!TABLE_NAME.test(table.name)) {
    throw invalid(`"${table.name}" can't name a table: letters, digits and underscores, the first a letter`)
  }
  if (table.columns.length === 0) throw invalid(`The table ${table.name} has no columns`)
  const names = new Set<string>()
  for (const { name, type } of table.columns) {
    if (names.has(name.toLowerCase())) throw invalid(`The table ${table.name} has two columns named ${name}`)
    names.add(name.toLowerCase())
    layoutOf(type)
  }
  checkPartitionColumns(table, database)
  checkPoints(table, database)
  checkSortColumns(table, database)
}

function checkPartitionColumns(table: TableRecord, { levels, path }: DatabaseRecord): void {
  const { partitionColumns, partitionFunctions } = table
  if (partitionColumns.length === 0) return
  if (partitionColumns.length !== levels.length) {
    throw invalid(
      `${path} has ${levels.length} levels of partitions, so that many partition columns are needed, not ${partitionColumns.length}`,
    )
  }
  partitionColumns.forEach((name, i) => {
    const { type } = columnNamed(table, name)
    if (partitionFunctions[i] === null) levels[i]!.codes(emptyColumn(type))
  })
}

// Times of a day are not for sort keys, as DolphinDB has it; they may be the last sort column.
const notForKeys = new Set(['TIME', 'TIMESTAMP', 'NANOTIME', 'NANOTIMESTAMP'])

function checkSortColumns(table: TableRecord, { engine }: DatabaseRecord): void {
  const { sortColumns, keepDuplicates, sortKeyMapping } = table
  if (engine === 'PKEY') return checkPrimaryKey(table)
  if (engine !== 'TSDB' && engine !== 'IOTDB') {
    if (sortColumns.length > 0)
      throw invalid(`sortColumns are for the TSDB and IOTDB engines, not for ${engine}`)
    return
  }
  if (sortColumns.length === 0)
    throw invalid(`A table in a database of the ${engine} engine needs sortColumns`)
  sortColumns.forEach((name, i) => {
    const { type } = columnNamed(table, name)
    const last = i === sortColumns.length - 1
    if (!isSortable(type)) throw invalid(`The column ${name} of type ${type} can't be a sort column`)
    if (!last && notForKeys.has(type.name)) {
      throw invalid(`The column ${name} of type ${type} can only be the last of the sort columns`)
    }
    if (last && i > 0 && !isTemporal(type) && type.category !== 'INTEGRAL') {
      throw invalid(`The last sort column must be temporal or integral, but ${name} is of type ${type}`)
    }
  })
  const keys = Math.max(1, sortColumns.length - 1)
  if (sortKeyMapping.length > 0 && sortKeyMapping.length !== keys) {
    throw invalid(`sortKeyMappingFunction needs a function for each of the ${keys} sort keys`)
  }
  if (table.softDelete && keepDuplicates !== 'LAST') throw invalid('softDelete needs keepDuplicates=LAST')
}

// An IOTDB database has tables of points, and no others; only these have a column of IOTANY.
function checkPoints(table: TableRecord, { engine, levels }: DatabaseRecord): void {
  const { columns, sortColumns, partitionColumns } = table
  const mixed = columns.filter(({ type }) => type === IOTANY)
  if (engine !== 'IOTDB') {
    if (mixed.length > 0)
      throw invalid(
        `The column ${mixed[0]!.name} of type IOTANY needs a database of the IOTDB engine, not ${engine}`,
      )
    if (table.latestKeyCache) throw invalid(`latestKeyCache is for the IOTDB engine, not for ${engine}`)
    return
  }
  if (mixed.length > 1)
    throw invalid(
      `A table has one column of type IOTANY at most, not ${mixed.map(({ name }) => name).join(', ')}`,
    )
  if (partitionColumns.length === 0)
    throw invalid('A database of the IOTDB engine has tables of points only, and no dimension tables')
  if (!table.latestKeyCache) throw invalid('A table in an IOTDB database needs latestKeyCache=true')
  if (sortColumns.length < 2)
    throw invalid(
      'sortColumns of a table of points are what tells the points apart, and then the time: two columns at least',
    )
  const decimal = sortColumns.find(name => isDecimal(columnNamed(table, name).type))
  if (decimal)
    throw invalid(`The column ${decimal} can't be a sort column of a table of points, being a decimal`)
  const last = partitionColumns.at(-1)
  if (levels.length < 2 || !last || !isTemporal(columnNamed(table, last).type))
    throw invalid('A table of points is partitioned by two or three columns, of which the last is its time')
  if (table.keepDuplicates === 'FIRST') throw invalid('keepDuplicates of a table of points is ALL or LAST')
  if (table.softDelete) throw invalid('softDelete is not for tables of points')
}

// Primary keys are sort columns of which the last row stays.
function checkPrimaryKey(table: TableRecord): void {
  const { sortColumns, partitionColumns } = table
  if (sortColumns.length === 0) throw invalid('A table in a PKEY database needs primaryKey')
  const outside = partitionColumns.find(name => !sortColumns.includes(name))
  if (outside) throw invalid(`The primary key must have all partition columns, but ${outside} isn't in it`)
  for (const name of sortColumns) {
    const { type } = columnNamed(table, name)
    if (!isSortable(type) && !onlyInKeys.has(type.name))
      throw invalid(`The column ${name} of type ${type} can't be in a primary key`)
  }
}

// Types that primary keys may have and sort columns may not.
const onlyInKeys = new Set(['BOOL', 'INT128', 'UUID', 'IPADDR', 'COMPLEX', 'POINT'])

const isSortable = (type: DataType) =>
  type.name !== 'BLOB' &&
  (type.category === 'INTEGRAL' || type.category === 'DECIMAL' || isTemporal(type) || isLiteral(type))

/** Exact name first, then without regard to case. @throws StorageError `missing` */
export function columnNamed(table: TableRecord, name: string): ColumnRecord {
  const lower = name.toLowerCase()
  const found =
    table.columns.find(column => column.name === name) ??
    table.columns.find(column => column.name.toLowerCase() === lower)
  if (!found) throw new StorageError('missing', `The table ${table.name} has no column ${name}`)
  return found
}

/** The type of any column that the table ever had. */
export function typeOfColumn(table: TableRecord, id: number): DataType | undefined {
  return table.columns.find(column => column.id === id)?.type ?? table.dropped[id]
}

// The id that the next column gets.
function nextColumnId(table: TableRecord): number {
  const used = [...table.columns.map(column => column.id), ...Object.keys(table.dropped).map(Number)]
  return Math.max(-1, ...used) + 1
}

export function withColumns(
  table: TableRecord,
  added: readonly ColumnSpec[],
  database: DatabaseRecord,
): TableRecord {
  const next = nextColumnId(table)
  const columns = [...table.columns, ...added.map((column, i) => ({ ...column, id: next + i }))]
  const record = { ...table, columns }
  checkTable(record, database)
  return record
}

export function withoutColumns(table: TableRecord, names: readonly string[]): TableRecord {
  const gone = names.map(name => columnNamed(table, name))
  for (const { name } of gone) {
    if (table.partitionColumns.includes(name))
      throw invalid(`${name} is a partition column and can't be dropped`)
    if (table.sortColumns.includes(name)) throw invalid(`${name} is a sort column and can't be dropped`)
  }
  const columns = table.columns.filter(column => !gone.includes(column))
  if (columns.length === 0) throw invalid(`A table can't lose all its columns`)
  const dropped = { ...table.dropped, ...Object.fromEntries(gone.map(({ id, type }) => [id, type])) }
  return { ...table, columns, dropped }
}

/**
 * The column of a new type in the place of the old one. For segments it is another column, and values of the old one are converted
 * when they are read.
 */
export function withColumnRetyped(
  table: TableRecord,
  name: string,
  type: DataType,
  database: DatabaseRecord,
): TableRecord {
  const old = columnNamed(table, name)
  if (table.partitionColumns.includes(old.name))
    throw invalid(`${name} is a partition column and keeps its type`)
  if (table.sortColumns.includes(old.name)) throw invalid(`${name} is a sort column and keeps its type`)
  const fresh = { ...old, id: nextColumnId(table), type, was: [old.id, ...(old.was ?? [])] }
  const record = {
    ...table,
    columns: table.columns.map(column => (column === old ? fresh : column)),
    dropped: { ...table.dropped, [old.id]: old.type },
  }
  checkTable(record, database)
  return record
}

export function withName(table: TableRecord, name: string, database: DatabaseRecord): TableRecord {
  const record = { ...table, name }
  checkTable(record, database)
  return record
}

export function withColumnRenamed(
  table: TableRecord,
  from: string,
  to: string,
  database: DatabaseRecord,
): TableRecord {
  const { name } = columnNamed(table, from)
  const change = (each: string) => (each === name ? to : each)
  const record = {
    ...table,
    columns: table.columns.map(column => (column.name === name ? { ...column, name: to } : column)),
    partitionColumns: table.partitionColumns.map(change),
    sortColumns: table.sortColumns.map(change),
  }
  checkTable(record, database)
  return record
}

/** @throws StorageError when there is no column of such a name. */
export function withColumnComments(
  table: TableRecord,
  comments: Readonly<Record<string, string>>,
): TableRecord {
  const changed = new Map(
    Object.entries(comments).map(([name, comment]) => [columnNamed(table, name), comment]),
  )
  const columns = table.columns.map(column => ({
    ...column,
    comment: changed.get(column) ?? column.comment,
  }))
  return { ...table, columns }
}

const invalid = (message: string) => new StorageError('invalid', message)

// In JSON a type is its name.
export function tableToJson(record: TableRecord): string {
  const columns = record.columns.map(column => ({ ...column, type: String(column.type) }))
  const dropped = Object.fromEntries(Object.entries(record.dropped).map(([id, type]) => [id, String(type)]))
  return JSON.stringify({ ...record, columns, dropped })
}

export function tableFromJson(text: string): TableRecord {
  const record = JSON.parse(text)
  const columns = record.columns.map((column: { type: string }) => ({
    ...column,
    type: typeNamed(column.type),
  }))
  const dropped = Object.fromEntries(
    Object.entries(record.dropped).map(([id, type]) => [id, typeNamed(type as string)]),
  )
  return { ...record, columns, dropped }
}

// An array's type is printed with its element's, `DECIMAL32(3)[]`.
function typeNamed(text: string): DataType {
  const type = typeOfName(text)
  if (!type) throw new StorageError('damaged', `The catalog has a column of an unknown type ${text}`)
  return type
}

import type { Bridge } from '../../engine/bridge/bridge.ts'
import {
  type DatabaseRecord,
  databaseFromJson,
  databaseToJson,
} from '../../storage/catalog/database-record.ts'
import type { CatalogChange, SchemaCatalog } from '../../storage/catalog/schema-catalog.ts'
import { type TableRecord, tableFromJson } from '../../storage/catalog/table-record.ts'
import type { Bound } from '../../storage/reading/block-filter.ts'
import type { Table } from '../../values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../values/transfer.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { ChunkSummary, ColumnMessage, ReplaceType, TableSpecMessage } from './store-message.ts'

/** The node's store from a script's thread: each call waits for the answer. All throw ScriptError. */
export class StoreClient {
  readonly #bridge: Bridge

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  #call<T>(method: string, ...args: unknown[]): T {
    return this.#bridge.call<T>('store', method, ...args)
  }

  catalogs(): SchemaCatalog[] {
    return this.#call('catalogs')
  }

  changeCatalogs(change: CatalogChange): void {
    this.#call('changeCatalogs', change)
  }

  databases(): DatabaseRecord[] {
    return this.#call<string[]>('databases').map(databaseFromJson)
  }

  /** Undefined when there is none. */
  findDatabase(path: string): DatabaseRecord | undefined {
    const json = this.#call<string | null>('findDatabase', path)
    return json === null ? undefined : databaseFromJson(json)
  }

  database(path: string): DatabaseRecord {
    return databaseFromJson(this.#call('database', path))
  }

  tables(path: string): TableRecord[] {
    return this.#call<string[]>('tables', path).map(tableFromJson)
  }

  table(path: string, name: string): TableRecord {
    return tableFromJson(this.#call('table', path, name))
  }

  chunks(path: string, name: string): ChunkSummary[] {
    return this.#call('chunks', path, name)
  }

  /** What this job has seen of partitions, for another node's to see the same. */
  share(path: string, name: string, parts: readonly (readonly [path: string, cid: number])[]): unknown {
    return this.#call('share', path, name, parts)
  }

  /** What another node's job has shared. */
  adopt(path: string, name: string, answer: unknown): void {
    this.#call('adopt', path, name, answer)
  }

  /** Rows of a chunk: as of a commit, where `chunks` told one; else as they are now. */
  read(
    path: string,
    name: string,
    chunk: string,
    columns: readonly string[],
    bounds: readonly Bound[],
    cid?: number,
  ): Table {
    return fromTransferable(this.#call('read', path, name, chunk, columns, bounds, cid)) as Table
  }

  /** Frees what this node keeps in memory of the types of points. */
  forgetPoints(): void {
    this.#call('forgetPoints')
  }

  /** Folders of this node that take partitions from now on, each a volume of the configuration. */
  addVolumes(folders: readonly string[]): void {
    this.#call('addVolumes', folders)
  }

  /** Brings chunks of this node from one of its volumes to another. */
  moveAcrossVolumes(source: string, destination: string, chunks: readonly string[]): void {
    this.#call('moveAcrossVolumes', source, destination, chunks)
  }

  createDatabase(record: DatabaseRecord): void {
    this.#call('createDatabase', databaseToJson(record))
  }

  dropDatabase(path: string): void {
    this.#call('dropDatabase', path)
  }

  createTable(path: string, spec: TableSpecMessage): TableRecord {
    return tableFromJson(this.#call('createTable', path, spec))
  }

  dropTable(path: string, name: string): void {
    this.#call('dropTable', path, name)
  }

  truncate(path: string, name: string): void {
    this.#call('truncate', path, name)
  }

  renameTable(path: string, name: string, to: string): void {
    this.#call('renameTable', path, name, to)
  }

  addColumns(path: string, name: string, columns: readonly ColumnMessage[]): void {
    this.#call('addColumns', path, name, columns)
  }

  dropColumns(path: string, name: string, columns: readonly string[]): void {
    this.#call('dropColumns', path, name, columns)
  }

  renameColumn(path: string, name: string, from: string, to: string): void {
    this.#call('renameColumn', path, name, from, to)
  }

  retypeColumn(path: string, name: string, column: string, type: string): void {
    this.#call('retypeColumn', path, name, column, type)
  }

  setColumnComments(path: string, name: string, comments: Readonly<Record<string, string>>): void {
    this.#call('setColumnComments', path, name, comments)
  }

  setTableComment(path: string, name: string, comment: string): void {
    this.#call('setTableComment', path, name, comment)
  }

  setAtomicLevel(path: string, atomic: DatabaseRecord['atomic']): void {
    this.#call('setAtomicLevel', path, atomic)
  }

  /** How many partitions are new. */
  addValuePartitions(path: string, values: Vector, level: number): number {
    return this.#call('addValuePartitions', path, toTransferable(values), level)
  }

  addRangePartitions(path: string, bounds: Vector, level: number): number {
    return this.#call('addRangePartitions', path, toTransferable(bounds), level)
  }

  /** Takes values out of the VALUE scheme of the first level, by names of their partitions, whose rows are gone. */
  removePartitions(path: string, names: readonly string[]): void {
    this.#call('removePartitions', path, names)
  }

  /**
   * Rows stored; those without a partition are left out. `keys`: what is looked at for the rows' partitions, if that isn't the
   * partition columns themselves.
   */
  insert(path: string, name: string, rows: Table, keys?: readonly Vector[]): number {
    return this.#call('insert', path, name, toTransferable(rows), keys?.map(toTransferable))
  }

  /**
   * Puts new contents into whole partitions, together; null empties one. `read`: the commit of which the rows were read that they
   * are made from. @throws ScriptError with the tag CHANGED where there are others now
   */
  replace(
    path: string,
    name: string,
    chunks: readonly (readonly [partition: string, rows: Table | null, read?: number | undefined])[],
    type: ReplaceType,
  ): void {
    const rows = chunks.map(([chunk, table, read]) => [chunk, table && toTransferable(table), read])
    this.#call('replace', path, name, rows, type)
  }

  /** Removes partitions, together. `force`: also those that no node has a good replica of, or that are being recovered. */
  dropPartitions(path: string, name: string, partitions: readonly string[], force: boolean): void {
    this.#call('drop', path, name, partitions, force)
  }
}

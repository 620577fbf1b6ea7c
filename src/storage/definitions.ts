import type { KeyValueChange } from '../host/kv.ts'
import type { DataType } from '../values/data-type.ts'
import type { Vector } from '../values/vectors/vector.ts'
import type { Catalog } from './catalog/catalog.ts'
import { checkDatabase, type DatabaseRecord, databaseToJson } from './catalog/database-record.ts'
import { databaseKey, schemaCatalogKey, tableKey, toBytes } from './catalog/keys.ts'
import {
  type CatalogChange,
  type ChangedCatalogs,
  changedCatalogs,
  withChanges,
  withoutDatabase,
} from './catalog/schema-catalog.ts'
import {
  type ColumnSpec,
  newTable,
  type TableRecord,
  type TableSpec,
  tableToJson,
  withColumnComments,
  withColumnRenamed,
  withColumnRetyped,
  withColumns,
  withName,
  withoutColumns,
} from './catalog/table-record.ts'
import { emptiedChunk, removedSegments } from './durability/commit.ts'
import { type PartitionAddition, withoutPartitions, withPartitions } from './partitions/addition.ts'
import { schemeKeys } from './partitions/value.ts'
import { StorageError } from './storage-error.ts'
import type { StoreCore } from './store-core.ts'
import { TableState } from './table-state.ts'

/** Databases, tables and their columns: each method is one commit, which excludes all others. */
export class Definitions {
  readonly #core: StoreCore

  constructor(core: StoreCore) {
    this.#core = core
  }

  createDatabase(record: DatabaseRecord): Promise<void> {
    return this.#change(catalog => {
      if (catalog.databases.has(record.path)) throw exists(`The database ${record.path} exists already`)
      checkDatabase(record)
      return { catalog: catalog.withDatabase(record), writes: [databaseChange(record)] }
    })
  }

  dropDatabase(path: string): Promise<void> {
    return this.#change(catalog => {
      const states = [...catalog.database(path).tables.values()].map(({ state }) => state)
      const schemas = withoutDatabase(catalog.schemas, path)
      return {
        catalog: catalog.withoutDatabase(path).withSchemas(withChanges(catalog.schemas, schemas)),
        writes: [{ key: databaseKey(path), value: undefined }, ...catalogWrites(schemas)],
        emptied: states,
        dropped: states,
      }
    })
  }

  /** Makes, names and drops catalogs and their schemas. */
  changeCatalogs(change: CatalogChange): Promise<void> {
    return this.#change(catalog => {
      const schemas = changedCatalogs(catalog.schemas, change, path => catalog.databases.has(path))
      return {
        catalog: catalog.withSchemas(withChanges(catalog.schemas, schemas)),
        writes: catalogWrites(schemas),
      }
    })
  }

  createTable(path: string, spec: TableSpec): Promise<TableRecord> {
    let record!: TableRecord
    return this.#change(catalog => {
      const database = catalog.database(path)
      if (database.tables.has(spec.name)) throw exists(`The table ${spec.name} exists already in ${path}`)
      record = newTable(this.#core.counters.table++, database.record, spec)
      const state = new TableState(record, this.#core.kv, this.#core.segments)
      return { catalog: catalog.withTable({ record, state }), writes: [tableChange(record)] }
    }).then(() => record)
  }

  dropTable(path: string, name: string): Promise<void> {
    return this.#change(catalog => {
      const { state } = catalog.table(path, name)
      return { catalog: catalog.withoutTable(path, name), writes: [], emptied: [state], dropped: [state] }
    })
  }

  /** Removes all rows of a table. */
  truncate(path: string, name: string): Promise<void> {
    return this.#change(catalog => ({ catalog, writes: [], emptied: [catalog.table(path, name).state] }))
  }

  /**
   * Takes over a database and one of its tables as other nodes know them, in the place of whatever has that number. Another one that has
   * its name here has got another name meanwhile, or is gone, and this node has still to hear of it: it is put aside, with its rows.
   */
  adoptTable(database: DatabaseRecord, record: TableRecord): Promise<void> {
    return this.#change(catalog => {
      const core = this.#core
      const known = core.tables.get(record.id)
      let next = catalog.withDatabase(database)
      const old = next.database(database.path).tables.get(record.name)
      const writes = [databaseChange(database), tableChange(record)]
      if (old && old.state !== known) {
        const aside = { ...old.record, name: `${old.record.name} (${old.record.id})` }
        next = next.withTable({ record: aside, state: old.state })
        writes.push(tableChange(aside))
      }
      if (known) next = next.withoutTable(known.record.database, known.record.name)
      const state = known ?? new TableState(record, core.kv, core.segments)
      core.counters.table = Math.max(core.counters.table, record.id + 1)
      return { catalog: next.withTable({ record, state }), writes }
    })
  }

  /** The table of that number, by whatever name it goes here. */
  tableNumbered(id: number): TableRecord | undefined {
    return this.#core.tables.get(id)?.record
  }

  /** Removes a table by its number, whatever its name, and its database with the last. One that isn't there is gone already. */
  forgetTable(id: number): Promise<void> {
    return this.#change(catalog => {
      const state = this.#core.tables.get(id)
      if (!state) return { catalog, writes: [] }
      const { database, name } = state.record
      const next = catalog.withoutTable(database, name)
      const gone = { emptied: [state], dropped: [state] }
      if (next.database(database).tables.size > 0) return { catalog: next, writes: [], ...gone }
      const writes = [{ key: databaseKey(database), value: undefined }]
      return { catalog: next.withoutDatabase(database), writes, ...gone }
    })
  }

  renameTable(path: string, name: string, newName: string): Promise<void> {
    return this.#change(catalog => {
      const { record, state } = catalog.table(path, name)
      if (catalog.database(path).tables.has(newName))
        throw exists(`The table ${newName} exists already in ${path}`)
      const renamed = withName(record, newName, catalog.database(path).record)
      return {
        catalog: catalog.withoutTable(path, name).withTable({ record: renamed, state }),
        writes: [tableChange(renamed)],
      }
    })
  }

  addColumns(path: string, name: string, columns: readonly ColumnSpec[]): Promise<void> {
    return this.#changeTable(path, name, (record, database) => withColumns(record, columns, database))
  }

  dropColumns(path: string, name: string, columns: readonly string[]): Promise<void> {
    return this.#changeTable(path, name, record => withoutColumns(record, columns))
  }

  renameColumn(path: string, name: string, from: string, to: string): Promise<void> {
    return this.#changeTable(path, name, (record, database) => withColumnRenamed(record, from, to, database))
  }

  /** Values that are there already are converted when they are read. */
  retypeColumn(path: string, name: string, column: string, type: DataType): Promise<void> {
    return this.#changeTable(path, name, (record, database) =>
      withColumnRetyped(record, column, type, database),
    )
  }

  setAtomicLevel(path: string, atomic: DatabaseRecord['atomic']): Promise<void> {
    return this.#change(catalog => {
      const record = { ...catalog.database(path).record, atomic }
      return { catalog: catalog.withDatabase(record), writes: [databaseChange(record)] }
    })
  }

  setTableComment(path: string, name: string, comment: string): Promise<void> {
    return this.#changeTable(path, name, record => ({ ...record, comment }))
  }

  setColumnComments(path: string, name: string, comments: Readonly<Record<string, string>>): Promise<void> {
    return this.#changeTable(path, name, record => withColumnComments(record, comments))
  }

  /** Gives values partitions of their own; those that have one change nothing. Tells how many are new. */
  addValuePartitions(path: string, values: Vector, level = 0): Promise<number> {
    return this.#addPartitions(path, () => ({
      kind: 'VALUE',
      level,
      type: values.type,
      keys: schemeKeys(values),
    }))
  }

  /** Adds ranges after the last; the first of `bounds` is the last bound there is. Tells how many. */
  addRangePartitions(path: string, bounds: Vector, level = 0): Promise<number> {
    return this.#addPartitions(path, () => ({
      kind: 'RANGE',
      level,
      type: bounds.type,
      keys: schemeKeys(bounds),
    }))
  }

  async #addPartitions(path: string, addition: () => PartitionAddition): Promise<number> {
    let added = 0
    await this.#change(catalog => {
      const changed = withPartitions(catalog.database(path).record, addition())
      added = changed.added
      const writes = added === 0 ? [] : [databaseChange(changed.record)]
      return { catalog: catalog.withDatabase(changed.record), writes }
    })
    return added
  }

  /** Takes values out of the VALUE scheme of the first level, by names of their partitions, whose rows must be gone. */
  removePartitions(path: string, names: readonly string[]): Promise<void> {
    return this.#change(catalog => {
      const { record, tables } = catalog.database(path)
      const changed = withoutPartitions(record, names)
      for (const { state } of tables.values()) {
        for (const chunk of state.chunks.values()) {
          const [name] = chunk.path.split('/')
          if (!names.includes(name!)) continue
          if ((chunk.newest?.rows ?? 0) > 0) throw invalid(`The partition ${name} still holds rows`)
          if (chunk.lockedBy !== null) throw invalid(`The partition ${name} is being written`)
        }
      }
      return { catalog: catalog.withDatabase(changed), writes: [databaseChange(changed)] }
    })
  }

  #changeTable(
    path: string,
    name: string,
    change: (record: TableRecord, database: DatabaseRecord) => TableRecord,
  ): Promise<void> {
    return this.#change(catalog => {
      const { record: old, state } = catalog.table(path, name)
      const record = change(old, catalog.database(path).record)
      return { catalog: catalog.withTable({ record, state }), writes: [tableChange(record)] }
    })
  }

  // One commit: decided on the newest catalog, durable, then visible.
  // What is decided is nowhere before the disk has it: it may refuse.
  #change(decide: (catalog: Catalog) => DefinitionChange): Promise<void> {
    return this.#core.gate.alone(async () => {
      const core = this.#core
      core.checkOpen()
      const { catalog, writes, emptied = [], dropped = [] } = decide(core.catalog)
      if (writes.length === 0 && emptied.length === 0) return
      const cid = ++core.counters.cid
      const chunks = emptied.flatMap(state => [...state.chunks.values()].map(chunk => ({ state, chunk })))
      const held = chunks.find(({ chunk }) => chunk.lockedBy !== null)
      if (held) core.lock(held.state, held.chunk, -1)
      const removals = chunks.flatMap(({ state, chunk }) => [
        ...removedSegments(state, chunk),
        emptiedChunk(state, chunk),
      ])
      const gone = dropped.map(({ id }) => ({ key: tableKey(id), value: undefined }))
      await core.kv.commit([...writes, ...gone, ...removals, core.countersChange()])
      core.catalog = catalog
      for (const { tables } of catalog.databases.values()) {
        for (const { record, state } of tables.values()) {
          core.tables.set(state.id, state)
          if (state.record !== record) state.redefine(record, cid)
        }
      }
      for (const state of dropped) {
        state.dropped = true
        core.tables.delete(state.id)
      }
      for (const { state, chunk } of chunks) core.publish(state, chunk, cid, [])
      core.published = Math.max(core.published, cid)
      core.sweepLater()
    })
  }
}

interface DefinitionChange {
  /** As it is afterwards. */
  readonly catalog: Catalog
  readonly writes: readonly KeyValueChange[]
  /** Tables that lose all rows. */
  readonly emptied?: readonly TableState[]
  /** Tables that are no more. */
  readonly dropped?: readonly TableState[]
}

const databaseChange = (record: DatabaseRecord): KeyValueChange => ({
  key: databaseKey(record.path),
  value: toBytes(databaseToJson(record)),
})

const catalogWrites = (changes: ChangedCatalogs): KeyValueChange[] =>
  [...changes].map(([name, catalog]) => ({
    key: schemaCatalogKey(name),
    value: catalog ? toBytes(JSON.stringify(catalog)) : undefined,
  }))

const tableChange = (record: TableRecord): KeyValueChange => ({
  key: tableKey(record.id),
  value: toBytes(tableToJson(record)),
})

const exists = (message: string) => new StorageError('exists', message)
const invalid = (message: string) => new StorageError('invalid', message)

import { StorageError } from '../storage-error.ts'
import type { TableState } from '../table-state.ts'
import type { DatabaseRecord } from './database-record.ts'
import type { SchemaCatalogs } from './schema-catalog.ts'
import type { TableRecord } from './table-record.ts'

/** A table as a reader of some moment knows it. */
export interface CatalogTable {
  readonly record: TableRecord
  readonly state: TableState
}

export interface CatalogDatabase {
  readonly record: DatabaseRecord
  readonly tables: ReadonlyMap<string, CatalogTable>
}

/** All databases and tables at some moment. Immutable: a change makes another, which shares what did not change. */
export class Catalog {
  readonly databases: ReadonlyMap<string, CatalogDatabase>
  /** The catalogs that scripts group databases in. */
  readonly schemas: SchemaCatalogs

  constructor(
    databases: ReadonlyMap<string, CatalogDatabase> = new Map(),
    schemas: SchemaCatalogs = new Map(),
  ) {
    this.databases = databases
    this.schemas = schemas
  }

  /** @throws StorageError `missing` */
  database(path: string): CatalogDatabase {
    const found = this.databases.get(path)
    if (!found) throw new StorageError('missing', `There is no database ${path}`)
    return found
  }

  /** @throws StorageError `missing` */
  table(path: string, name: string): CatalogTable {
    const found = this.database(path).tables.get(name)
    if (!found) throw new StorageError('missing', `There is no table ${name} in ${path}`)
    return found
  }

  withDatabase(record: DatabaseRecord): Catalog {
    const tables = this.databases.get(record.path)?.tables ?? new Map()
    return this.#withDatabases(new Map(this.databases).set(record.path, { record, tables }))
  }

  withoutDatabase(path: string): Catalog {
    const databases = new Map(this.databases)
    databases.delete(path)
    return this.#withDatabases(databases)
  }

  withTable(table: CatalogTable): Catalog {
    const { record, tables } = this.database(table.record.database)
    const changed = new Map(tables).set(table.record.name, table)
    return this.#withDatabases(new Map(this.databases).set(record.path, { record, tables: changed }))
  }

  withoutTable(path: string, name: string): Catalog {
    const { record, tables } = this.database(path)
    const changed = new Map(tables)
    changed.delete(name)
    return this.#withDatabases(new Map(this.databases).set(path, { record, tables: changed }))
  }

  withSchemas(schemas: SchemaCatalogs): Catalog {
    return new Catalog(this.databases, schemas)
  }

  #withDatabases(databases: ReadonlyMap<string, CatalogDatabase>): Catalog {
    return new Catalog(databases, this.schemas)
  }
}

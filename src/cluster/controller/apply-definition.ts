import {
  checkDatabase,
  type DatabaseRecord,
  databaseFromJson,
} from '../../storage/catalog/database-record.ts'
import {
  type ChangedCatalogs,
  changedCatalogs,
  withoutDatabase,
} from '../../storage/catalog/schema-catalog.ts'
import {
  newTable,
  type TableRecord,
  withColumnComments,
  withColumnRenamed,
  withColumnRetyped,
  withColumns,
  withName,
  withoutColumns,
} from '../../storage/catalog/table-record.ts'
import { withoutPartitions, withPartitions } from '../../storage/partitions/addition.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { typeOfName } from '../../values/data-type.ts'
import { columnFromMessage } from '../bridge/column-message.ts'
import type { ColumnMessage, TableSpecMessage } from '../bridge/store-message.ts'
import { lockConflict } from './chunk-lock.ts'
import type { Command } from './command.ts'
import type { Metadata, TableEntry } from './metadata.ts'

/** Commands on databases, tables and columns. @throws StorageError */
export function applyDefinition(state: Metadata, command: Command, index: number): unknown {
  switch (command.is) {
    case 'createDatabase': {
      const record = databaseFromJson(command.json)
      if (state.databases.has(record.path)) throw exists(`The database ${record.path} exists already`)
      checkDatabase(record)
      return void state.putDatabase(record)
    }
    case 'dropDatabase': {
      databaseOf(state, command.path)
      const tables = state.tablesOf(command.path)
      for (const entry of tables) checkUnlocked(state, entry)
      for (const { record } of tables) state.dropTable(record.id)
      changeCatalogs(state, withoutDatabase(state.catalogs, command.path))
      return void state.dropDatabase(command.path)
    }
    case 'changeCatalogs':
      return changeCatalogs(
        state,
        changedCatalogs(state.catalogs, command.change, path => state.databases.has(path)),
      )
    case 'createTable':
      return createTable(state, command.database, JSON.parse(command.spec), index)
    case 'dropTable': {
      const entry = tableOf(state, command.database, command.table)
      checkUnlocked(state, entry)
      return void state.dropTable(entry.record.id)
    }
    case 'truncate': {
      const entry = tableOf(state, command.database, command.table)
      checkUnlocked(state, entry)
      state.count('cid')
      for (const { id } of state.chunksOf(entry.record.id)) state.dropChunk(id)
      return undefined
    }
    case 'addPartitions': {
      const { kind, level, keys } = command
      const type = typeOfName(command.type)
      if (!type) throw invalid(`There is no type ${command.type}`)
      const { record, added } = withPartitions(databaseOf(state, command.database), {
        kind,
        level,
        type,
        keys,
      })
      if (added === 0) return 0
      replaceDatabase(state, record, index)
      return added
    }
    case 'removePartitions': {
      const { database, names } = command
      const record = withoutPartitions(databaseOf(state, database), names)
      for (const { record: table } of state.tablesOf(database)) {
        for (const chunk of state.chunksOf(table.id))
          if (chunk.lockedBy !== 0 && names.includes(chunk.path.split('/')[0]!))
            throw lockConflict(table, chunk)
      }
      return replaceDatabase(state, record, index)
    }
    case 'setAtomicLevel': {
      const { database, atomic } = command
      return replaceDatabase(state, { ...databaseOf(state, database), atomic }, index)
    }
    default:
      return changeTable(state, command, index)
  }
}

function replaceDatabase(state: Metadata, record: DatabaseRecord, index: number): void {
  state.putDatabase(record)
  // Whoever deals out rows by the old one is told.
  for (const { record: table } of state.tablesOf(record.path)) {
    state.putTable({ record: table, version: index })
  }
}

function changeCatalogs(state: Metadata, changes: ChangedCatalogs): void {
  for (const [name, catalog] of changes) {
    if (catalog) state.putCatalog(catalog)
    else state.dropCatalog(name)
  }
}

/** @throws StorageError `missing` */
export function databaseOf(state: Metadata, path: string): DatabaseRecord {
  const record = state.databases.get(path)
  if (!record) throw new StorageError('missing', `There is no database ${path}`)
  return record
}

/** @throws StorageError `missing` */
export function tableOf(state: Metadata, database: string, name: string): TableEntry {
  databaseOf(state, database)
  const entry = state.tableNamed(database, name)
  if (!entry) throw new StorageError('missing', `There is no table ${name} in ${database}`)
  return entry
}

function createTable(state: Metadata, path: string, spec: TableSpecMessage, index: number): number {
  const database = databaseOf(state, path)
  if (state.tableNamed(path, spec.name)) throw exists(`The table ${spec.name} exists already in ${path}`)
  const columns = spec.columns.map(columnFromMessage)
  // Made before it is counted: what is refused changes nothing.
  const record = newTable(state.counters.table + 1, database, { ...spec, columns })
  state.count('table')
  state.putTable({ record, version: index })
  return record.id
}

function changeTable(state: Metadata, command: Command, index: number): undefined {
  if (!('table' in command)) throw invalid(`There is no command ${command.is}`)
  const database = databaseOf(state, command.database)
  const { record } = tableOf(state, command.database, command.table)
  const changed = changedTable(state, command, record, database)
  state.putTable({ record: changed, version: index })
  return undefined
}

function changedTable(
  state: Metadata,
  command: Command,
  record: TableRecord,
  database: DatabaseRecord,
): TableRecord {
  switch (command.is) {
    case 'renameTable':
      if (state.tableNamed(database.path, command.to))
        throw exists(`The table ${command.to} exists already in ${database.path}`)
      return withName(record, command.to, database)
    case 'addColumns': {
      const columns: ColumnMessage[] = JSON.parse(command.columns)
      return withColumns(record, columns.map(columnFromMessage), database)
    }
    case 'dropColumns':
      return withoutColumns(record, command.names)
    case 'setColumnComments':
      return withColumnComments(record, command.comments)
    case 'setTableComment':
      return { ...record, comment: command.comment }
    case 'renameColumn':
      return withColumnRenamed(record, command.from, command.to, database)
    case 'retypeColumn': {
      const type = typeOfName(command.type)
      if (!type) throw invalid(`There is no type ${command.type}`)
      return withColumnRetyped(record, command.column, type, database)
    }
    default:
      throw invalid(`There is no command ${command.is}`)
  }
}

function checkUnlocked(state: Metadata, { record }: TableEntry): void {
  for (const chunk of state.chunksOf(record.id)) {
    if (chunk.lockedBy !== 0) throw lockConflict(record, chunk)
  }
}

const exists = (message: string) => new StorageError('exists', message)
const invalid = (message: string) => new StorageError('invalid', message)

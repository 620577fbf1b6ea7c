import { given, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { recordOfLevel } from '../../storage/partitions/scheme.ts'
import { ValueLevel, vectorOfKeys } from '../../storage/partitions/value.ts'
import { INT, STRING } from '../../values/data-type.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { backupFolder, refuseKey, tableBackup } from './backup-arguments.ts'
import type { BackupFolder, BackupPart, TableBackup } from './backup-folder.ts'
import { dfsPathOf, partsLike } from './backup-paths.ts'
import { backupTasks } from './backup-tasks.ts'

/** Where a backup goes. */
interface Target {
  readonly database: string
  readonly table: string
}

interface Manner {
  /** Also partitions that are as they were. */
  readonly force: boolean
  /** Partitions that the backup doesn't have go. */
  readonly snapshot: boolean
}

export const restore = define({
  name: 'restore',
  signature:
    'restore(backupDir, dbPath, tableName, partition, [force=false], [outputTable], [parallel=false], [snapshot=false], [keyPath])',
  kind: 'system',
  doc: 'Puts partitions of a table back as a backup has them; partition: a path, in which % stands for any characters and ? for one. Those that are the same are left as they are, unless with force; rows that were backed up by a query are appended. outputTable: another table that takes them. snapshot, with "%": partitions that the backup does not have go. Gives the paths of what was restored.',
  examples: [
    [
      'db = database("dfs://exampleRestore", VALUE, 1..3); pt = db.createPartitionedTable(table(1 as id), `pt, `id).append!(table(1 2 3 as id)); backup("exampleRestores", "dfs://exampleRestore"); delete from pt where id > 1; restore("exampleRestores", "dfs://exampleRestore", `pt, "%2%"); exec id from pt',
      '[1,2]',
    ],
  ],
  run: (context, dir, path, name, partition, force, output, _parallel, snapshot, keyPath) => {
    const usage =
      'restore(backupDir, dbPath, tableName, partition, [force], [outputTable], [parallel], [snapshot])'
    refuseKey(keyPath, 'restore')
    const folder = backupFolder(context, dir, usage)
    const backup = tableBackup(folder, path, name, usage)
    const pattern = text(partition, usage, 'partition')
    const into = given(output)
    if (into !== undefined && !(into instanceof DfsTable))
      throw wrongArgument(usage, 'outputTable', 'a table of a database', into)
    const target = into
      ? { database: into.path, table: into.name }
      : { database: backup.database.path, table: backup.table.name }
    const manner = {
      force: truth(given(force), usage, 'force', false),
      snapshot: truth(given(snapshot), usage, 'snapshot', false) && pattern === '%',
    }
    return StringVector.of(restoreParts(context, folder, backup, partsLike(backup, pattern), target, manner))
  },
})

function restoreParts(
  context: Context,
  folder: BackupFolder,
  backup: TableBackup,
  parts: readonly BackupPart[],
  target: Target,
  { force, snapshot }: Manner,
): string[] {
  if (backup.kind === 'SQL' && snapshot)
    throw new ScriptError('restore: a backup that was made by a query is appended: snapshot can’t be true.')
  const store = context.service(storeSlot)
  const { database, table } = prepared(context, backup, target)
  const chunks = store.chunks(target.database, target.table)
  const byPath = new Map(chunks.map(chunk => [chunk.path, chunk]))
  const other = parts.filter(part => {
    const now = byPath.get(part.path)
    return force || backup.kind === 'SQL' || now?.id !== part.chunk || now.cid !== part.cid
  })
  const restored = context
    .service(backupTasks)
    .during(`RESTORE_BY_${backup.kind}`, { ...target, total: other.length }, advance =>
      other.map(part => {
        context.checkCancelled()
        const rows = folder.read(backup, part)
        if (backup.kind === 'SQL') store.insert(target.database, target.table, rows)
        else store.replace(target.database, target.table, [[part.path, rows]], 'RESTORE')
        advance()
        return dfsPathOf(database, table, part.path)
      }),
    )
  if (!snapshot) return restored
  const kept = new Set(backup.parts.map(({ path }) => path))
  const gone = chunks.filter(({ path }) => !kept.has(path))
  if (gone.length > 0)
    store.replace(
      target.database,
      target.table,
      gone.map(({ path }) => [path, null]),
      'DROP',
    )
  return restored
}

// Database and table, made where they are missing, with the partitions that the backup has.
function prepared(
  context: Context,
  backup: TableBackup,
  target: Target,
): { database: DatabaseRecord; table: TableRecord } {
  const store = context.service(storeSlot)
  if (!store.findDatabase(target.database))
    store.createDatabase({ ...backup.database, path: target.database })
  const database = store.database(target.database)
  if (database.engine !== backup.database.engine)
    throw new ScriptError(
      `${target.database} has the engine ${database.engine}, the backup ${backup.database.engine}: they must be the same.`,
    )
  addValues(context, backup, database)
  if (!store.tables(target.database).some(({ name }) => name === target.table)) {
    const { columns, partitionColumns, partitionFunctions, sortColumns, keepDuplicates } = backup.table
    const { sortKeyMapping, softDelete, latestKeyCache, compressHashSortKey, comment } = backup.table
    store.createTable(target.database, {
      name: target.table,
      columns: columns.map(({ id: _, type, ...column }) => ({ ...column, type: String(type) })),
      ...{ partitionColumns, partitionFunctions, sortColumns, keepDuplicates },
      ...{ sortKeyMapping, softDelete, latestKeyCache, compressHashSortKey, comment },
    })
  }
  const table = store.table(target.database, target.table)
  const described = ({ columns }: TableRecord) =>
    columns.map(({ name, type }) => `${name} ${type}`).join(', ')
  if (described(table) !== described(backup.table))
    throw new ScriptError(
      `${target.database}/${target.table} has the columns ${described(table)}, its backup ${described(backup.table)}: they must be the same.`,
    )
  return { database, table }
}

// Schemes must be the same, but for values, of which the database may have others.
function addValues(context: Context, { database: saved }: TableBackup, database: DatabaseRecord): void {
  const store = context.service(storeSlot)
  const same = database.levels.length === saved.levels.length
  for (const [i, level] of saved.levels.entries()) {
    const own = database.levels[i]
    if (same && level instanceof ValueLevel && own instanceof ValueLevel && level.type === own.type) {
      const missing = own.missing(vectorOfKeys(level.type, level.values))
      if (missing.length > 0) store.addValuePartitions(database.path, vectorOfKeys(level.type, missing), i)
    } else if (!same || JSON.stringify(recordOfLevel(level)) !== JSON.stringify(recordOfLevel(own!)))
      throw new ScriptError(`${database.path} has another partition scheme than the backup of ${saved.path}.`)
  }
}

interface Restored extends Target {
  readonly success: boolean
  readonly error: string
}

const dbAndTable = [
  ['dbName', STRING, ({ database }: Target) => database],
  ['tableName', STRING, ({ table }: Target) => table],
] as const

function restoreAll(
  context: Context,
  folder: BackupFolder,
  backups: readonly TableBackup[],
  targetOf: (backup: TableBackup) => Target,
): Target[] {
  return backups.map(backup => {
    if (backup.kind === 'SQL')
      throw new ScriptError(
        `The backup of ${backup.database.path}/${backup.table.name} was made by a query: restore and migrate take it.`,
      )
    const target = targetOf(backup)
    restoreParts(context, folder, backup, backup.parts, target, { force: false, snapshot: true })
    return target
  })
}

export const restoreDB = define({
  name: 'restoreDB',
  signature: 'restoreDB(backupDir, dbPath, [newDBPath], [keyPath])',
  kind: 'system',
  doc: 'Puts a database back as a backup has it, or makes another one so. Gives its tables.',
  examples: [],
  run: (context, dir, path, newPath, keyPath) => {
    const usage = 'restoreDB(backupDir, dbPath, [newDBPath])'
    refuseKey(keyPath, 'restoreDB')
    const folder = backupFolder(context, dir, usage)
    const from = text(path, usage, 'dbPath')
    const database = text(given(newPath), usage, 'newDBPath', from)
    const backups = folder.all().filter(backup => backup.database.path === from)
    if (backups.length === 0) throw new ScriptError(`There is no backup of ${from} in that folder.`)
    return tableOfRows(
      dbAndTable,
      restoreAll(context, folder, backups, ({ table }) => ({ database, table: table.name })),
    )
  },
})

export const restoreTable = define({
  name: 'restoreTable',
  signature: 'restoreTable(backupDir, dbPath, tableName, [newDBPath], [newTableName], [keyPath])',
  kind: 'system',
  doc: 'Puts a table back as a backup has it, or makes another one so.',
  examples: [],
  run: (context, dir, path, name, newPath, newName, keyPath) => {
    const usage = 'restoreTable(backupDir, dbPath, tableName, [newDBPath], [newTableName])'
    refuseKey(keyPath, 'restoreTable')
    const folder = backupFolder(context, dir, usage)
    const backup = tableBackup(folder, path, name, usage)
    const target = {
      database: text(given(newPath), usage, 'newDBPath', backup.database.path),
      table: text(given(newName), usage, 'newTableName', backup.table.name),
    }
    return tableOfRows(
      dbAndTable,
      restoreAll(context, folder, [backup], () => target),
    )
  },
})

export const migrate = define({
  name: 'migrate',
  signature:
    'migrate(backupDir, [backupDBPath], [backupTableName], [newDBPath=backupDBPath], [newTableName=backupTableName], [keyPath])',
  kind: 'system',
  doc: 'Makes the databases and tables of a backup, all, those of one database, or one, which may get other names. A table that is there is left as it is. Tells of each table whether it was made, and if not, why.',
  examples: [],
  run: (context, dir, path, name, newPath, newName, keyPath) => {
    const usage = 'migrate(backupDir, [backupDBPath], [backupTableName], [newDBPath], [newTableName])'
    refuseKey(keyPath, 'migrate')
    const folder = backupFolder(context, dir, usage)
    const wanted = (value: typeof path, parameter: string) =>
      given(value) === undefined ? null : text(value, usage, parameter)
    const [from, table] = [wanted(path, 'backupDBPath'), wanted(name, 'backupTableName')]
    const backups = folder
      .all()
      .filter(({ database }) => from === null || database.path === from)
      .filter(backup => table === null || backup.table.name === table)
    const outcomes = backups.map((backup): Restored => {
      const target = {
        database: wanted(newPath, 'newDBPath') ?? backup.database.path,
        table: wanted(newName, 'newTableName') ?? backup.table.name,
      }
      return { ...target, ...moved(context, folder, backup, target) }
    })
    return tableOfRows(
      [
        ...dbAndTable,
        ['success', INT, ({ success }: Restored) => (success ? 1 : 0)],
        ['errorMsg', STRING, ({ error }: Restored) => error],
      ],
      outcomes,
    )
  },
})

function moved(
  context: Context,
  folder: BackupFolder,
  backup: TableBackup,
  target: Target,
): Pick<Restored, 'success' | 'error'> {
  const store = context.service(storeSlot)
  try {
    const there = store.findDatabase(target.database) && store.tables(target.database)
    if (there?.some(({ name }) => name === target.table))
      throw new ScriptError(
        `The table ${target.table} of ${target.database} is there already: delete it first.`,
      )
    restoreParts(context, folder, backup, backup.parts, target, { force: true, snapshot: false })
    return { success: true, error: '' }
  } catch (error) {
    if (!(error instanceof ScriptError)) throw error
    return { success: false, error: error.message }
  }
}

import { given, text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, DOUBLE, INT, LONG, STRING, TIMESTAMP } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { long, string } from '../../values/forms/scalar.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf } from '../../values/null.ts'
import { columnDefinitions } from '../functions/schema.ts'
import { backupFolder, tableBackup } from './backup-arguments.ts'
import type { BackupFolder, BackupPart, TableBackup } from './backup-folder.ts'
import { dfsPathOf, partAt, partsLike } from './backup-paths.ts'
import { type BackupTask, backupTasks } from './backup-tasks.ts'

// What backups hold, and whether it is whole.

export const getBackupList = define({
  name: 'getBackupList',
  signature: 'getBackupList(backupDir, dbPath, tableName)',
  kind: 'system',
  doc: 'The partitions of a table that a folder has backed up.',
  examples: [
    [
      'db = database("dfs://exampleList2", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id), `pt, `id).append!(table(1 2 2 as id)); backupTable("exampleLists", "dfs://exampleList2", `pt); select chunkPath, rows from getBackupList("exampleLists", "dfs://exampleList2", `pt)',
      'chunkPath               rows\n----------------------- ----\ndfs://exampleList2/1/pt 1\ndfs://exampleList2/2/pt 2',
    ],
  ],
  run: (context, dir, path, name) => {
    const usage = 'getBackupList(backupDir, dbPath, tableName)'
    const folder = backupFolder(context, dir, usage)
    const { database, table, parts } = tableBackup(folder, path, name, usage)
    return tableOfRows<BackupPart>(
      [
        ['chunkID', STRING, ({ chunk }) => chunk],
        ['chunkPath', STRING, part => dfsPathOf(database, table, part.path)],
        ['cid', LONG, ({ cid }) => BigInt(cid)],
        ['rows', LONG, ({ rows }) => BigInt(rows)],
        ['updateTime', TIMESTAMP, ({ updated }) => BigInt(updated)],
      ],
      parts,
    )
  },
})

function onePart(backup: TableBackup, path: string): BackupPart {
  const part = partAt(backup, path)
  if (part) return part
  throw new ScriptError(
    `The backup of ${backup.database.path}/${backup.table.name} has no partition ${path}.`,
  )
}

export const getBackupMeta = define({
  name: 'getBackupMeta',
  signature: 'getBackupMeta(backupDir, dbPath, partition, tableName)',
  kind: 'system',
  doc: 'What a backup says of a partition, by its path within the database ("/20190101/GOOG"): a dictionary of the columns (schema), dfsPath, rows, chunkID and cid.',
  examples: [],
  run: (context, dir, path, partition, name) => {
    const usage = 'getBackupMeta(backupDir, dbPath, partition, tableName)'
    const folder = backupFolder(context, dir, usage)
    const backup = tableBackup(folder, path, name, usage)
    const part = onePart(backup, text(partition, usage, 'partition'))
    const { columns } = backup.table
    const meta = new Dictionary(STRING, ANY)
    meta.set(
      'schema',
      columnDefinitions(
        columns.map(column => column.name),
        columns.map(({ type }) => type),
        columns.map(({ comment = '' }) => comment),
      ),
    )
    meta.set('dfsPath', string(dfsPathOf(backup.database, backup.table, part.path)))
    meta.set('rows', long(BigInt(part.rows)))
    meta.set('chunkID', string(part.chunk))
    meta.set('cid', long(BigInt(part.cid)))
    return meta
  },
})

export const loadBackup = define({
  name: 'loadBackup',
  signature: 'loadBackup(backupDir, dbPath, partition, tableName)',
  kind: 'system',
  doc: 'The rows of a partition in a backup, by its path within the database, as a table in memory.',
  examples: [],
  run: (context, dir, path, partition, name) => {
    const usage = 'loadBackup(backupDir, dbPath, partition, tableName)'
    const folder = backupFolder(context, dir, usage)
    const backup = tableBackup(folder, path, name, usage)
    return folder.read(backup, onePart(backup, text(partition, usage, 'partition')))
  },
})

export const checkBackup = define({
  name: 'checkBackup',
  signature: 'checkBackup(backupDir, dbPath, [tableName], [partition])',
  kind: 'system',
  doc: 'The partitions of a backup whose files are not what was written: a new backup with force=true mends them. partition: a path, in which % stands for any characters and ? for one.',
  examples: [],
  run: (context, dir, path, name, partition) => {
    const usage = 'checkBackup(backupDir, dbPath, [tableName], [partition])'
    const folder = backupFolder(context, dir, usage)
    const database = text(path, usage, 'dbPath')
    const pattern = text(given(partition), usage, 'partition', '%')
    const backups =
      given(name) === undefined
        ? folder.all().filter(backup => backup.database.path === database)
        : [folder.get(database, text(name, usage, 'tableName'))]
    const damaged = backups.flatMap(backup =>
      partsLike(backup, pattern)
        .filter(part => !isWhole(folder, backup, part))
        .map(part => ({ backup, part })),
    )
    return tableOfRows<(typeof damaged)[number]>(
      [
        ['dbName', STRING, ({ backup }) => backup.database.path],
        ['tableName', STRING, ({ backup }) => backup.table.name],
        [
          'chunkPath',
          STRING,
          ({ backup, part }) => dfsPathOf(backup.database, backup.table, part.path).slice(5),
        ],
        ['chunkID', STRING, ({ part }) => part.chunk],
        ['partitionPath', STRING, ({ part }) => `/${part.path}`],
      ],
      damaged,
    )
  },
})

function isWhole(folder: BackupFolder, backup: TableBackup, part: BackupPart): boolean {
  try {
    folder.read(backup, part)
    return true
  } catch (error) {
    if (error instanceof ScriptError) return false
    throw error
  }
}

export const getBackupStatus = define({
  name: 'getBackupStatus',
  signature: 'getBackupStatus([userName])',
  kind: 'system',
  doc: 'Backups and restorations of this node since its start, a row for each table, the last ones first: of oneself, for administrators of all or of one user. Of one that goes on endTime is when it may end.',
  examples: [],
  run: (context, user) => {
    const usage = 'getBackupStatus([userName])'
    const name = given(user) === undefined ? null : text(user, usage, 'userName')
    const now = Number(context.surroundings.now())
    return tableOfRows<BackupTask>(
      [
        ['userName', STRING, task => task.user],
        ['type', STRING, ({ type }) => type],
        ['startTime', TIMESTAMP, ({ started }) => BigInt(started)],
        ['dbName', STRING, ({ database }) => database],
        ['tableName', STRING, ({ table }) => table],
        ['totalPartitions', LONG, ({ total }) => BigInt(total)],
        ['completedPartitions', LONG, ({ completed }) => BigInt(completed)],
        ['percentComplete', DOUBLE, percent],
        ['endTime', TIMESTAMP, task => endOf(task, now)],
        ['completed', INT, ({ ended }) => (ended > 0 ? 1 : 0)],
      ],
      context.service(backupTasks).list(name).toReversed(),
    )
  },
})

const percent = ({ total, completed }: BackupTask) => (total === 0 ? 100 : (100 * completed) / total)

function endOf({ started, ended, total, completed }: BackupTask, now: number): bigint {
  if (ended > 0) return BigInt(ended)
  if (completed === 0) return nullOf(TIMESTAMP) as bigint
  return BigInt(Math.round(started + ((now - started) * total) / completed))
}

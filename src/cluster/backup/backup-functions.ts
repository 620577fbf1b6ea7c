import type { Select } from '../../../grammar/tree/ast.ts'
import { given, text, texts, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { namedTable } from '../../sql/from.ts'
import type { DatabaseRecord } from '../../storage/catalog/database-record.ts'
import type { TableRecord } from '../../storage/catalog/table-record.ts'
import { Code } from '../../values/forms/code.ts'
import { int } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { ChunkSummary } from '../bridge/store-message.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { selectOf } from '../data-sources/make-data-sources.ts'
import { databaseOf } from '../functions/database.ts'
import { partitionChooser } from '../functions/partition.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { backupFolder, refuseKey } from './backup-arguments.ts'
import type { BackupFolder, BackupKind, BackupPart, TableBackup } from './backup-folder.ts'
import { backupTasks } from './backup-tasks.ts'

const USAGE =
  'backup(backupDir, dbPath|sqlObj, [force=false], [parallel=false], [snapshot=true], [tableName], [partition])'

// A partition that others write all the time is read again so often.
const MOST_READS = 20

const now = (context: Context) => Number(context.surroundings.now())

interface Job {
  readonly context: Context
  readonly folder: BackupFolder
  readonly force: boolean
}

export const backup = define({
  name: 'backup',
  signature:
    'backup(backupDir, dbPath|sqlObj, [force=false], [parallel=false], [snapshot=true], [tableName], [partition], [keyPath])',
  kind: 'system',
  doc: 'Backs up a database, or the rows that a query in metacode gives, into a folder of this node: only partitions that have changed since, or all with force. Gives how many were written. snapshot: what is gone from the database goes from the backup too. A folder keeps what is there until the new backup is whole.',
  examples: [
    [
      'db = database("dfs://exampleBackup", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id), `pt, `id).append!(table(1 2 3 as id)); n = backup("exampleBackups", "dfs://exampleBackup"); pt.append!(table(3 as id)); [n, backup("exampleBackups", "dfs://exampleBackup")]',
      '[3,1]',
    ],
  ],
  run: (context, dir, what, force, _parallel, snapshot, name, partition, keyPath) => {
    refuseKey(keyPath, 'backup')
    const folder = backupFolder(context, dir, USAGE)
    const job: Job = { context, folder, force: truth(given(force), USAGE, 'force', false) }
    if (what instanceof Code) return int(backUpQuery(job, what, selectOf(what, USAGE)))
    const database = databaseOf(context, what, USAGE)
    const names = given(name) === undefined ? null : texts(name, USAGE, 'tableName')
    const chosen = given(partition)
    return int(
      backUpTables(job, database, {
        names,
        wanted: chosen === undefined ? null : partitionChooser(database, chosen, USAGE),
        snapshot: truth(given(snapshot), USAGE, 'snapshot', true),
      }),
    )
  },
})

interface Scope {
  /** Null: all tables. */
  readonly names: readonly string[] | null
  /** Null: all partitions. */
  readonly wanted: ((path: string) => boolean) | null
  readonly snapshot: boolean
}

function backUpTables(job: Job, database: DatabaseRecord, { names, wanted, snapshot }: Scope): number {
  const { context, folder } = job
  const store = context.service(storeSlot)
  const tables = names ? names.map(name => store.table(database.path, name)) : store.tables(database.path)
  let count = 0
  for (const table of tables) {
    const before = earlier(job, 'COPY_FILE', database, table)
    const { parts, written } = copyParts(job, table, before, wanted)
    const found = new Set(parts.map(({ path }) => path))
    const gone = snapshot && wanted === null
    const kept = gone ? [] : (before?.parts.filter(({ path }) => !found.has(path)) ?? [])
    count += written
    if (written === 0 && before && before.parts.length === parts.length + kept.length) continue
    folder.commit({ kind: 'COPY_FILE', database, table, parts: [...parts, ...kept] })
  }
  if (snapshot && wanted === null && names === null) dropGone(job, database)
  return count
}

// Tables that the user may not see are not gone.
function dropGone({ context, folder }: Job, { path }: DatabaseRecord): void {
  if (!folder.exists) return
  const store = context.service(storeSlot)
  for (const backup of folder.all()) {
    if (backup.database.path !== path || backup.kind !== 'COPY_FILE') continue
    try {
      store.table(path, backup.table.name)
    } catch (error) {
      if (!(error instanceof ScriptError)) throw error
      if (!/^<No/.test(error.tag ?? '')) folder.drop(backup)
    }
  }
}

// What the folder has of the table already. @throws ScriptError if it was made the other way
function earlier(
  { folder }: Job,
  kind: BackupKind,
  database: DatabaseRecord,
  table: TableRecord,
): TableBackup | null {
  // Folders are looked for only where there are some.
  const before = folder.find(database.path, table.name)
  if (!before || before.kind === kind) return before
  const [was, is] = kind === 'SQL' ? ['by database', 'by a query'] : ['by a query', 'by database']
  throw new ScriptError(
    `The backup of ${database.path}/${table.name} that is there was made ${was}: one made ${is} goes into another folder.`,
  )
}

function copyParts(
  job: Job,
  table: TableRecord,
  before: TableBackup | null,
  wanted: Scope['wanted'],
): { parts: BackupPart[]; written: number } {
  const { context, folder, force } = job
  const chunks = context.service(storeSlot).chunks(table.database, table.name)
  // With other columns, all are other rows.
  const known = before && columnsOf(before.table) === columnsOf(table) ? before.parts : []
  const byChunk = new Map(force ? [] : known.map(part => [part.chunk, part]))
  const asked = chunks.filter(({ path }) => wanted === null || wanted(path))
  const isSame = ({ id, cid }: ChunkSummary) => byChunk.get(id)?.cid === cid
  const same = asked.filter(isSame).map(({ id }) => byChunk.get(id)!)
  const changed = asked.filter(chunk => !isSame(chunk))
  const task = { database: table.database, table: table.name, total: changed.length }
  const fresh = context.service(backupTasks).during('BACKUP_BY_COPY_FILE', task, advance =>
    changed.map(chunk => {
      context.checkCancelled()
      const { rows, cid } = rowsAsOf(context, table, chunk)
      const about = { path: chunk.path, chunk: chunk.id, cid, updated: now(context) }
      const part = folder.write(table.database, table.name, rows, about)
      advance()
      return part
    }),
  )
  return { parts: [...same, ...fresh], written: fresh.length }
}

const columnsOf = ({ columns }: TableRecord) => columns.map(({ name, type }) => `${name} ${type}`).join()

// With the commit that they are as of: where none can be asked for, it is looked at again.
function rowsAsOf(context: Context, table: TableRecord, chunk: ChunkSummary): { rows: Table; cid: number } {
  const store = context.service(storeSlot)
  const names = table.columns.map(({ name }) => name)
  let { cid } = chunk
  for (let i = 0; i < MOST_READS; i++) {
    const rows = store.read(table.database, table.name, chunk.path, names, [], cid)
    // In a cluster this job goes on seeing what it saw.
    if (chunk.nodes) return { rows, cid }
    const after = store.chunks(table.database, table.name).find(({ path }) => path === chunk.path)?.cid ?? 0
    if (after === cid) return { rows, cid }
    cid = after
  }
  throw new ScriptError(
    `The partition ${chunk.path} of ${table.name} is written all the time: try again later.`,
  )
}

function backUpQuery(job: Job, code: Code, select: Select): number {
  const { context, folder, force } = job
  const [from] = select.from
  const table =
    select.from.length === 1 && from?.kind === 'tableSource'
      ? namedTable(context, from, code.lookup ?? (() => undefined)).table
      : null
  if (!(table instanceof DfsTable))
    throw wrongArgument(USAGE, 'sqlObj', 'a select of one table of a database', code)
  const { database, record } = table
  if (record.partitionFunctions.some(each => each !== null))
    throw new ScriptError(
      `backup: ${record.name} is partitioned by a function: back up its database instead.`,
    )
  const rows = context.evaluator.evaluate(code)
  if (!(rows instanceof Table) || rows.names.join() !== table.names.join())
    throw new ScriptError(
      'backup: the query should give the columns of its table, all of them, as select * does.',
    )
  const before = earlier(job, 'SQL', database, record)
  const chunks = new Map(
    context
      .service(storeSlot)
      .chunks(database.path, record.name)
      .map(each => [each.path, each]),
  )
  const dealt = rows.rows === 0 ? [] : table.dealt(context, rows)
  const earlierParts = new Map(before?.parts.map(part => [part.path, part]))
  const task = { database: database.path, table: record.name, total: dealt.length }
  let written = 0
  const parts = context.service(backupTasks).during('BACKUP_BY_SQL', task, advance =>
    dealt.map(([path, part]) => {
      context.checkCancelled()
      const { id = '', cid = 0 } = chunks.get(path) ?? {}
      const known = earlierParts.get(path)
      advance()
      if (known?.chunk === id && known.cid === cid && known.rows === part.rows && !force) return known
      written++
      return folder.write(database.path, record.name, part, { path, chunk: id, cid, updated: now(context) })
    }),
  )
  const found = new Set(parts.map(({ path }) => path))
  const kept = before?.parts.filter(({ path }) => !found.has(path)) ?? []
  if (written > 0 || !before)
    folder.commit({ kind: 'SQL', database, table: record, parts: [...parts, ...kept] })
  return written
}

const whole = { wanted: null, snapshot: true }

export const backupDB = define({
  name: 'backupDB',
  signature: 'backupDB(backupDir, dbPath, [keyPath])',
  kind: 'system',
  doc: 'Backs up all tables of a database: what has changed since the last time. Gives how many partitions were written.',
  examples: [],
  run: (context, dir, path, keyPath) => {
    const usage = 'backupDB(backupDir, dbPath)'
    refuseKey(keyPath, 'backupDB')
    const folder = backupFolder(context, dir, usage)
    const database = databaseOf(context, path, usage)
    return int(backUpTables({ context, folder, force: false }, database, { ...whole, names: null }))
  },
})

export const backupTable = define({
  name: 'backupTable',
  signature: 'backupTable(backupDir, dbPath, tableName, [keyPath])',
  kind: 'system',
  doc: 'Backs up a table of a database: what has changed since the last time. Gives how many partitions were written.',
  examples: [],
  run: (context, dir, path, name, keyPath) => {
    const usage = 'backupTable(backupDir, dbPath, tableName)'
    refuseKey(keyPath, 'backupTable')
    const folder = backupFolder(context, dir, usage)
    const database = databaseOf(context, path, usage)
    const names = [text(name, usage, 'tableName')]
    return int(backUpTables({ context, folder, force: false }, database, { ...whole, names }))
  },
})

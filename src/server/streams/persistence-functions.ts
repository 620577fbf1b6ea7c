import { asking } from '../../engine/bridge/bridge.ts'
import { given, integer, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { shareAs } from '../../functions/session/names.ts'
import { appendRows } from '../../functions/tables/append.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { ANY, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { bool, int, long, NOTHING, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { fromTransferable, type Transferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'

const ask = asking('streams')

interface Wishes {
  readonly asynWrite: Value | undefined
  readonly flushMode: Value | undefined
}

function streamTable(value: Value | undefined, usage: string): Table {
  if (value instanceof Table && value.kind === 'stream') return value
  throw wrongArgument(usage, 'table', 'a stream table', value)
}

/** What is on disk comes into the table, and what comes into the table goes to the disk. */
function keep(context: Context, table: Table, name: string, usage: string, wishes: Wishes): void {
  const asynWrite = truth(given(wishes.asynWrite), usage, 'asynWrite', true)
  const flushMode = given(wishes.flushMode) === undefined ? 0 : integer(wishes.flushMode, usage, 'flushMode')
  if (flushMode !== 0 && flushMode !== 1) throw new ScriptError(`Usage: ${usage}. flushMode is 0 or 1.`)
  if (table.rows > 0)
    throw new ScriptError(`${usage}: the table is to be empty, but it has ${table.rows} rows.`)
  const blocks = ask<Transferable[]>(context, 'readStored', name)
  try {
    for (const block of blocks) appendRows(table, fromTransferable(block))
    const rows = table.rows
    if (table.sharedName !== name) shareAs(context, table, name)
    ask(context, 'persist', name, rows, { asynWrite, sync: flushMode === 1 })
  } catch (error) {
    ask(context, 'giveUpStored', name)
    throw error
  }
}

const SHARED =
  'enableTableShareAndPersistence(table, tableName, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0], [preCache])'

export const enableTableShareAndPersistence = define({
  name: 'enableTableShareAndPersistence',
  signature:
    'enableTableShareAndPersistence(table, tableName, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0], [preCache], [cachePurgeTimeColumn], [cachePurgeInterval], [cacheRetentionTime])',
  kind: 'system',
  mutates: [0],
  doc: 'Shares an empty stream table under a name and keeps its rows on disk, in persistenceDir; rows that are there from before come into it. With asynWrite=false whoever appends waits until they are written, with flushMode=1 so that they survive a crash of the machine. All rows stay in memory and on disk: cacheSize, preCache, retentionMinutes and the purging by time are not heeded, and nothing is compressed.',
  examples: [],
  run: (context, value, tableName, asynWrite, _compress, _cacheSize, _retention, flushMode) => {
    const table = streamTable(value, SHARED)
    const name = text(tableName, SHARED, 'tableName')
    if (context.shared.has(name)) throw new ScriptError(`${name} is shared already.`)
    keep(context, table, name, 'enableTableShareAndPersistence', { asynWrite, flushMode })
    return NOTHING
  },
})

const ENABLE =
  'enableTablePersistence(table, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0])'

export const enableTablePersistence = define({
  name: 'enableTablePersistence',
  signature:
    'enableTablePersistence(table, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0], [cachePurgeTimeColumn], [cachePurgeInterval], [cacheRetentionTime], [preCache])',
  kind: 'system',
  mutates: [0],
  doc: 'As enableTableShareAndPersistence, for an empty stream table that is shared already.',
  examples: [],
  run: (context, value, asynWrite, _compress, _cacheSize, _retention, flushMode) => {
    const table = streamTable(value, ENABLE)
    if (table.sharedName === null)
      throw new ScriptError('enableTablePersistence: the table is to be shared first.')
    keep(context, table, table.sharedName, 'enableTablePersistence', { asynWrite, flushMode })
    return NOTHING
  },
})

/** What is done with a table that is kept on disk. */
const ofKept = (name: string, doc: string, run: (context: Context, table: string) => Value) =>
  define({
    name,
    signature: `${name}(table)`,
    kind: 'system',
    doc,
    examples: [],
    run: (context, table) => {
      const shared = streamTable(table, `${name}(table)`).sharedName
      if (shared !== null && ask<string[]>(context, 'persisted').includes(shared)) return run(context, shared)
      throw new ScriptError(`${name}: the stream table isn't kept on disk.`)
    },
  })

export const disableTablePersistence = ofKept(
  'disableTablePersistence',
  'A stream table’s rows are written to disk no more. Those that are there stay.',
  (context, table) => {
    ask(context, 'stopPersisting', table)
    return NOTHING
  },
)

export const clearTablePersistence = ofKept(
  'clearTablePersistence',
  'A stream table’s rows are written to disk no more, and those that are there are removed. The table stays.',
  (context, table) => {
    ask(context, 'removeStored', table)
    return NOTHING
  },
)

interface Meta {
  readonly rows: number
  readonly written: number
  readonly asynWrite: boolean
  readonly folder: string
}

export const getPersistenceMeta = ofKept(
  'getPersistenceMeta',
  'How far a stream table’s rows are on disk: a dictionary. All rows are in memory, too.',
  (context, table) => {
    const { rows, written, asynWrite, folder } = ask<Meta>(context, 'persistenceMeta', table)
    const meta = new Dictionary(STRING, ANY)
    const entries: [string, Value][] = [
      ['lastLogSeqNum', long(-1n)],
      ['sizeInMemory', long(BigInt(rows))],
      ['asynWrite', bool(asynWrite)],
      ['totalSize', long(BigInt(rows))],
      ['raftGroup', int(-1)],
      ['compress', bool(false)],
      ['memoryOffset', long(0n)],
      ['retentionMinutes', long(-1n)],
      ['sizeOnDisk', long(BigInt(written))],
      ['persistenceDir', string(folder)],
      ['hashValue', int(0)],
      ['diskOffset', long(0n)],
    ]
    for (const [key, value] of entries) meta.set(key, value)
    return meta
  },
)

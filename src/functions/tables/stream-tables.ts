import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL, INT, LONG, STRING } from '../../values/data-type.ts'
import { bool } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { integer, text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { bytesOf } from '../session/variables-in-memory.ts'

// Which stream tables there are. They are in memory: none is written to disk while rows come.

interface StreamTable {
  readonly name: string
  readonly table: Table
  readonly shared: boolean
}

function* streamTables(context: Context): Generator<StreamTable> {
  for (const [variables, shared] of [[context.variables, false] as const, [context.shared, true] as const]) {
    for (const [name, value] of variables)
      if (value instanceof Table && value.kind === 'stream') yield { name, table: value, shared }
  }
}

const ALL = 0
const PERSISTED = 1
const IN_MEMORY = 2

const columns: Columns<StreamTable> = [
  ['name', STRING, ({ name }) => name],
  ['shared', BOOL, ({ shared }) => Number(shared)],
  ['persisted', BOOL, () => 0],
  ['cachePurgeEnabled', BOOL, () => 0],
  ['loaded', BOOL, () => 1],
  ['columns', INT, ({ table }) => table.names.length],
  ['rowsInMemory', LONG, ({ table }) => BigInt(table.rows)],
  ['totalRows', LONG, ({ table }) => BigInt(table.rows)],
  ['memoryUsed', LONG, ({ table }) => BigInt(bytesOf(table))],
]

export const getStreamTables = define({
  name: 'getStreamTables',
  signature: 'getStreamTables([option=0])',
  kind: 'system',
  doc: 'The stream tables of the session and those that sessions share, a row each; option 1: those kept on disk, of which there are none; 2: those in memory.',
  examples: [
    [
      'share(streamTable(1 2 as id), "ticks"); exec rowsInMemory from getStreamTables() where name = "ticks"',
      '[2]',
    ],
    ['size(getStreamTables(1))', '0'],
  ],
  run: (context, option) => {
    const usage = 'getStreamTables([option=0])'
    const wanted = integer(option, usage, 'option', ALL)
    if (![ALL, PERSISTED, IN_MEMORY].includes(wanted)) {
      throw new ScriptError(`Usage: ${usage}. option is 0, 1 or 2.`)
    }
    return tableOfRows(columns, wanted === PERSISTED ? [] : [...streamTables(context)])
  },
})

export const existsStreamTable = define({
  name: 'existsStreamTable',
  signature: 'existsStreamTable(tableName)',
  kind: 'system',
  doc: 'Whether the session has, or sessions share, a stream table of that name.',
  examples: [
    ['rt = streamTable(1 2 as id); existsStreamTable(`rt)', 'true'],
    ['existsStreamTable(`there_is_none)', 'false'],
  ],
  run: (context, name) => {
    const known = text(name, 'existsStreamTable(tableName)', 'tableName')
    const table = context.variable(known)
    return bool(table instanceof Table && table.kind === 'stream')
  },
})

export const getPersistenceMeta = define({
  name: 'getPersistenceMeta',
  signature: 'getPersistenceMeta(table)',
  kind: 'system',
  doc: 'How far a stream table is kept on disk; an error for one that isn’t, as none is.',
  examples: [],
  run: (_, table) => {
    if (!(table instanceof Table) || table.kind !== 'stream') {
      throw wrongArgument('getPersistenceMeta(table)', 'table', 'a stream table', table)
    }
    throw new ScriptError('getPersistenceMeta: the stream table is in memory only.')
  },
})

/** Of what would keep stream tables on disk, or drop their oldest rows: what there is instead. */
const keepsNothing = (name: string, signature: string, doc: string, instead: string) =>
  define({
    name,
    signature,
    kind: 'system',
    doc: `${doc} Stream tables are in memory, whole, and nowhere else: it refuses.`,
    examples: [],
    run: (_, table) => {
      if (!(table instanceof Table) || table.kind !== 'stream') {
        throw wrongArgument(signature, 'table', 'a stream table', table)
      }
      throw new ScriptError(`${name}: stream tables are in memory only, with all their rows. ${instead}`)
    },
  })

const SHARE = 'share(table, tableName) shares one as it is.'

export const enableTableShareAndPersistence = keepsNothing(
  'enableTableShareAndPersistence',
  'enableTableShareAndPersistence(table, tableName, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0], [preCache], [cachePurgeTimeColumn], [cachePurgeInterval], [cacheRetentionTime])',
  'Shares a stream table and keeps it on disk.',
  SHARE,
)

export const enableTablePersistence = keepsNothing(
  'enableTablePersistence',
  'enableTablePersistence(table, [asynWrite=true], [compress=true], [cacheSize], [retentionMinutes=1440], [flushMode=0], [cachePurgeTimeColumn], [cachePurgeInterval], [cacheRetentionTime], [preCache])',
  'Keeps a shared stream table on disk.',
  'A subscription with a partitioned table as its handler keeps the rows.',
)

export const enableTableShareAndCachePurge = keepsNothing(
  'enableTableShareAndCachePurge',
  'enableTableShareAndCachePurge(table, tableName, [cacheSize], [cachePurgeTimeColumn], [cachePurgeInterval], [cacheRetentionTime])',
  'Shares a stream table of which only the newest rows stay in memory.',
  SHARE,
)

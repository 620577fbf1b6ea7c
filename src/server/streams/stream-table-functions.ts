import { asking } from '../../engine/bridge/bridge.ts'
import { integer, text, truth } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { bytesOf } from '../../functions/session/variables-in-memory.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL, INT, LONG, STRING } from '../../values/data-type.ts'
import { bool, NOTHING } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { type Columns, tableOfRows } from '../../values/forms/table-of-rows.ts'
import { nullOf, type Raw } from '../../values/null.ts'

const ask = asking('streams')

interface StreamTable {
  readonly name: string
  /** Null: its rows are on disk, and nowhere else. */
  readonly table: Table | null
  readonly shared: boolean
  readonly persisted: boolean
}

function streamTables(context: Context): StreamTable[] {
  const stored = new Set(ask<string[]>(context, 'stored'))
  const found: StreamTable[] = []
  for (const [variables, shared] of [[context.variables, false] as const, [context.shared, true] as const]) {
    for (const [name, value] of variables) {
      if (!(value instanceof Table) || value.kind !== 'stream') continue
      found.push({ name, table: value, shared, persisted: shared && stored.delete(name) })
    }
  }
  for (const name of stored) found.push({ name, table: null, shared: false, persisted: true })
  return found
}

const ALL = 0
const PERSISTED = 1
const IN_MEMORY = 2

// As documented, of what isn't loaded only the name is told.
const ofLoaded =
  (of: (table: Table, about: StreamTable) => Raw, none: Raw) =>
  (about: StreamTable): Raw =>
    about.table ? of(about.table, about) : none
const noBool = nullOf(BOOL)
const noLong = nullOf(LONG)

const columns: Columns<StreamTable> = [
  ['name', STRING, ({ name }) => name],
  ['shared', BOOL, ofLoaded((_, { shared }) => Number(shared), noBool)],
  ['persisted', BOOL, ({ persisted }) => Number(persisted)],
  ['cachePurgeEnabled', BOOL, ofLoaded(() => 0, noBool)],
  ['loaded', BOOL, ({ table }) => Number(table !== null)],
  ['columns', INT, ofLoaded(table => table.names.length, nullOf(INT))],
  ['rowsInMemory', LONG, ofLoaded(table => BigInt(table.rows), noLong)],
  ['totalRows', LONG, ofLoaded(table => BigInt(table.rows), noLong)],
  ['memoryUsed', LONG, ofLoaded(table => BigInt(bytesOf(table)), noLong)],
]

export const getStreamTables = define({
  name: 'getStreamTables',
  signature: 'getStreamTables([option=0])',
  kind: 'system',
  doc: 'The stream tables of the session and those that sessions share, a row each; option 1: those that are kept on disk; 2: the others.',
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
    const all = streamTables(context)
    return tableOfRows(
      columns,
      wanted === ALL ? all : all.filter(({ persisted }) => persisted === (wanted === PERSISTED)),
    )
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

export const dropStreamTable = define({
  name: 'dropStreamTable',
  signature: 'dropStreamTable(tableName, [force=false])',
  kind: 'system',
  doc: 'Forgets a shared stream table, with its rows on disk if they are kept there. With force=true an administrator removes rows on disk whose table isn’t there.',
  examples: [
    ['share(streamTable(1 2 as id), "ticks"); dropStreamTable("ticks"); defined("ticks", SHARED)', 'false'],
  ],
  run: (context, name, force) => {
    const usage = 'dropStreamTable(tableName, [force=false])'
    const known = text(name, usage, 'tableName')
    const forced = truth(force, usage, 'force', false)
    const table = context.shared.get(known)
    if (table instanceof Table && table.kind === 'stream') {
      context.shared.delete(known)
      ask(context, 'removeStored', known)
    } else if (!forced) throw new ScriptError(`Can't find stream table ${known}`)
    else ask(context, 'removeStoredByForce', known)
    return NOTHING
  },
})

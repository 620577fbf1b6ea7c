import { integer, text } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import type { Context } from '../runtime/context.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { DatabaseRecord } from '../storage/database-record.ts'
import { ints, longs } from '../values/fixed-vector.ts'
import { StringVector } from '../values/string-vector.ts'
import { Table } from '../values/table.ts'
import { databaseOf } from './database-functions.ts'
import { replicaSlot } from './replica-slot.ts'
import type { ChunkSummary } from './store-message.ts'
import { storeSlot } from './store-slot.ts'

// How pages walk through databases: folders are partitions, files the chunks in them.

const FOLDER = 0
const CHUNK = 4

interface Entry {
  readonly name: string
  readonly type: typeof FOLDER | typeof CHUNK
  readonly bytes: number
  /** Of a chunk. */
  readonly id: string
}

/** A chunk of a table, and the parts of its partition's path. */
interface Place extends ChunkSummary {
  readonly table: string
  readonly parts: readonly string[]
}

const partsOf = (path: string) => path.split('/').filter(part => part !== '')

const nameOf = ({ path }: DatabaseRecord) => path.replace(/^[a-z]+:\/\//, '')

function placesOf(context: Context, { path }: DatabaseRecord): Place[] {
  const store = context.service(storeSlot)
  return store
    .tables(path)
    .flatMap(({ name }) =>
      store.chunks(path, name).map(chunk => ({ ...chunk, table: name, parts: partsOf(chunk.path) })),
    )
}

// Chunks of a database as a whole are named by their partition; those of tables lie in its folder, named by their table.
function entryAt(database: DatabaseRecord, place: Place, depth: number): Entry {
  const { parts, table, bytes, id } = place
  if (parts.length === depth) return { name: table, type: CHUNK, bytes, id }
  const isLast = database.chunkGranularity === 'DATABASE' && parts.length === depth + 1
  return isLast
    ? { name: parts[depth]!, type: CHUNK, bytes, id }
    : { name: parts[depth]!, type: FOLDER, bytes, id: '' }
}

function entriesAt(context: Context, folder: readonly string[]): Entry[] {
  const found = new Map<string, Entry>()
  const add = (entry: Entry) => {
    const known = found.get(entry.name)
    found.set(entry.name, known ? { ...known, bytes: known.bytes + entry.bytes } : entry)
  }
  for (const database of context.service(storeSlot).databases()) {
    const own = partsOf(nameOf(database))
    const isWithin = own.every((part, i) => folder[i] === part)
    if (isWithin) {
      const below = folder.slice(own.length)
      for (const place of placesOf(context, database)) {
        if (below.every((part, i) => place.parts[i] === part)) add(entryAt(database, place, below.length))
      }
    } else if (folder.every((part, i) => own[i] === part)) {
      add({ name: own[folder.length]!, type: FOLDER, bytes: 0, id: '' })
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

export const getDFSDirectoryContent = define({
  name: 'getDFSDirectoryContent',
  signature: 'getDFSDirectoryContent(path)',
  kind: 'system',
  doc: 'What is in a folder of the distributed file system, "/db/partition", a row each: its name, filetype 0 for a folder and 4 for a chunk, how many bytes, the id of the chunk, and the nodes that have it as node:version.',
  examples: [
    [
      'db = database("dfs://exampleTree", VALUE, 1..3); db.createPartitionedTable(table(1 2 as id), `pt, `id).append!(table(1 2 as id)); exec filename from getDFSDirectoryContent("/exampleTree/")',
      '["1","2"]',
    ],
  ],
  run: (context, path) => {
    const folder = partsOf(text(path, 'getDFSDirectoryContent(path)', 'path').replace(/^dfs:\/\//, ''))
    const entries = entriesAt(context, folder)
    const sites = new Map(
      entries.some(({ type }) => type === CHUNK) ? context.service(replicaSlot).sites() : [],
    )
    return new Table(
      ['filename', 'filetype', 'size', 'chunks', 'sites'],
      [
        StringVector.of(entries.map(({ name }) => name)),
        ints(entries.map(({ type }) => type)),
        longs(entries.map(({ bytes }) => BigInt(bytes))),
        StringVector.of(entries.map(({ id }) => id)),
        StringVector.of(entries.map(({ id }) => sites.get(id) ?? '')),
      ],
    )
  },
})

export const getTablesByTabletChunk = define({
  name: 'getTablesByTabletChunk',
  signature: 'getTablesByTabletChunk(chunkId)',
  kind: 'system',
  doc: 'The tables that have rows in a chunk; where chunks belong to a database as a whole, all that have rows in its partition.',
  examples: [],
  run: (context, chunkId) => {
    const id = text(chunkId, 'getTablesByTabletChunk(chunkId)', 'chunkId')
    for (const database of context.service(storeSlot).databases()) {
      const places = placesOf(context, database)
      const chunk = places.find(place => place.id === id)
      if (!chunk) continue
      if (database.chunkGranularity !== 'DATABASE') return StringVector.of([chunk.table])
      const beside = places.filter(({ path }) => path === chunk.path)
      return StringVector.of(beside.map(({ table }) => table).sort())
    }
    throw new ScriptError(`There is no chunk ${id}.`)
  },
})

export const readTabletChunk = define({
  name: 'readTabletChunk',
  signature: 'readTabletChunk(chunkId, dbUrl, chunkPath, tableName, offset, length, [cid=-1])',
  kind: 'system',
  doc: 'Rows of a table in one chunk: `length` of them from `offset` on, as they are now.',
  examples: [],
  run: (context, chunkId, dbUrl, chunkPath, tableName, offset, length) => {
    const usage = 'readTabletChunk(chunkId, dbUrl, chunkPath, tableName, offset, length)'
    const database = databaseOf(context, dbUrl, usage)
    const name = text(tableName, usage, 'tableName')
    const id = text(chunkId, usage, 'chunkId')
    const partition = partsOf(text(chunkPath, usage, 'chunkPath')).slice(partsOf(nameOf(database)).length)
    const store = context.service(storeSlot)
    const chunks = store.chunks(database.path, name)
    const chunk =
      chunks.find(each => each.id === id) ?? chunks.find(({ path }) => path === partition.join('/'))
    if (!chunk) throw new ScriptError(`The table ${name} has no rows in the chunk ${id}.`)
    const names = store.table(database.path, name).columns.map(column => column.name)
    const table = store.read(database.path, name, chunk.path, names, [])
    const start = Math.max(0, integer(offset, usage, 'offset'))
    const end = Math.min(table.rows, start + Math.max(0, integer(length, usage, 'length')))
    return new Table(
      names,
      table.columns.map(column => column.slice(start, Math.max(start, end))),
    )
  },
})

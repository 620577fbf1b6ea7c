import { integer, text } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT, LONG, STRING, UUID } from '../../values/data-type.ts'
import { formatUuid } from '../../values/elements/identifier.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { replicaSlot } from '../bridge/replica-slot.ts'
import { storeSlot } from '../bridge/store-slot.ts'

// What explorers ask: the tree of a database's partitions, and the rows of one.

const chunkId = (value: Value | undefined, usage: string) =>
  value instanceof Scalar && value.type === UUID
    ? formatUuid(value.raw as bigint)
    : text(value, usage, 'chunkId')

interface Leaf {
  readonly path: string
  readonly id: string
  readonly sites: string
  readonly bytes: number
}

// `/db/partition/table` each. A single node's store knows its own; a cluster's controllers know all.
function leavesOf(context: Context): Leaf[] {
  const replicas = context.service(replicaSlot)
  if (replicas.ofCluster())
    return replicas.inspect().chunks.map(({ file, id, replicas: copies, size = 0 }) => ({
      path: file,
      id,
      sites: copies.map(({ node, cid }) => `${node}:${cid}`).join(','),
      bytes: size,
    }))
  return replicas.stored().map(({ dfsPath, table, id, site, cids, bytes }) => ({
    path: `${dfsPath}/${table}`,
    id,
    sites: `${site}:${cids.at(-1) ?? 0}`,
    bytes,
  }))
}

// DolphinDB's numbers for what is in a folder.
const FOLDER = 0
const CHUNK = 4

export const getDFSDirectoryContent = define({
  name: 'getDFSDirectoryContent',
  signature: 'getDFSDirectoryContent(path)',
  kind: 'system',
  doc: 'What lies in a folder of the distributed file system, such as /db1: a table of filename, filetype (0 a folder, 4 a chunk), size, chunks (the id of a chunk) and sites (`alias:version` of its replicas).',
  examples: [],
  run: (context, path) => {
    const folder = `/${text(path, 'getDFSDirectoryContent(path)', 'path').replace(/^dfs:\/\/|^\/+|\/+$/g, '')}/`
    const start = folder === '//' ? '/' : folder
    const found = new Map<string, Leaf | null>()
    for (const leaf of leavesOf(context)) {
      if (!leaf.path.startsWith(start)) continue
      const [name, ...below] = leaf.path.slice(start.length).split('/')
      found.set(name!, below.length === 0 ? leaf : null)
    }
    const entries = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
    return tableOfRows(
      [
        ['filename', STRING, ([name]) => name],
        ['filetype', INT, ([, leaf]) => (leaf ? CHUNK : FOLDER)],
        ['size', LONG, ([, leaf]) => BigInt(leaf?.bytes ?? 0)],
        ['chunks', STRING, ([, leaf]) => leaf?.id ?? ''],
        ['sites', STRING, ([, leaf]) => leaf?.sites ?? ''],
      ],
      entries,
    )
  },
})

export const getTablesByTabletChunk = define({
  name: 'getTablesByTabletChunk',
  signature: 'getTablesByTabletChunk(chunkId)',
  kind: 'system',
  doc: 'The tables of a chunk that this node holds (STRING vector): one, for a chunk is a table’s part of a partition.',
  examples: [],
  run: (context, id) => {
    const wanted = chunkId(id, 'getTablesByTabletChunk(chunkId)')
    const found = context.service(replicaSlot).stored()
    return StringVector.of(found.filter(chunk => chunk.id === wanted).map(({ table }) => table))
  },
})

export const readTabletChunk = define({
  name: 'readTabletChunk',
  signature: 'readTabletChunk(chunkId, dbUrl, chunkPath, tableName, offset, length)',
  kind: 'system',
  doc: 'Rows of a table’s part of a partition: `length` of them from `offset` on. On any node; the id says which partition it is.',
  examples: [],
  run: (context, id, dbUrl, _chunkPath, tableName, offset, length) => {
    const usage = 'readTabletChunk(chunkId, dbUrl, chunkPath, tableName, offset, length)'
    const [path, name] = [text(dbUrl, usage, 'dbUrl'), text(tableName, usage, 'tableName')]
    const wanted = chunkId(id, usage)
    const store = context.service(storeSlot)
    const chunk = store.chunks(path, name).find(each => each.id === wanted)
    if (!chunk) throw new ScriptError(`${path}/${name} has no chunk ${wanted.slice(0, 60)}.`)
    const columns = store.table(path, name).columns.map(column => column.name)
    const rows = store.read(path, name, chunk.path, columns, [], chunk.cid)
    const from = Math.min(Math.max(0, integer(offset, usage, 'offset', 0)), rows.rows)
    const count = integer(length, usage, 'length', 100)
    return rows.slice(from, Math.max(from, Math.min(from + count, rows.rows)))
  },
})

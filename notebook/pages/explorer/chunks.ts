import type { NodeSession } from '../../node/node-session.ts'
import { plain, type Row, rowsOf } from '../../node/plain.ts'

/** A copy of a chunk on a node. */
export interface Replica {
  readonly node: string
  /** The commit it holds, or how many: larger is newer. */
  readonly version: number
  readonly state: 'current' | 'behind' | 'corrupted'
  /** Bytes on its disk; null where the node doesn't tell. */
  readonly bytes: number | null
}

/** A table's part of a partition, on its nodes. */
export interface Chunk {
  readonly id: string
  /** Of the partition, below its database: `20180801`, `20180801/Key0`; empty for a dimension table. */
  readonly partition: string
  /** Null where no node tells. */
  readonly rows: number | null
  readonly bytes: number | null
  readonly version: number
  readonly state: string
  readonly replicas: readonly Replica[]
}

/** The chunks of a table on a single node: what its store holds. */
export async function heldChunksOf(session: NodeSession, path: string, name: string): Promise<Chunk[]> {
  const alias = String(plain(await session.call('getNodeAlias')))
  const held = await session.run(
    `getTabletsMeta(${JSON.stringify(`${folderOf(path)}%`)}, ${JSON.stringify(name)}, true, -1)`,
  )
  return rowsOf(held)
    .map(row => {
      const [bytes, version] = [Number(row.diskUsage), Number(row.version)]
      return {
        id: String(row.chunkId),
        partition: String(row.dfsPath).slice(folderOf(path).length),
        rows: Number(row.rowNum),
        bytes,
        version,
        state: 'COMPLETE',
        replicas: [{ node: alias, version, state: 'current' as const, bytes }],
      }
    })
    .sort(byPartition)
}

/** The chunks of a table with their replicas: as the controllers know them, with what the nodes tell of their copies. */
export async function chunksOf(session: NodeSession, path: string, name: string): Promise<Chunk[]> {
  const known = rowsOf(await session.run('getClusterChunksStatus()'))
  const copies = await copiesOf(session, path, name).catch(() => new Map<string, Row>())
  return known
    .filter(row => String(row.file).startsWith(folderOf(path)))
    .flatMap(row => {
      const below = String(row.file).slice(folderOf(path).length)
      if (below !== name && !below.endsWith(`/${name}`)) return []
      return [chunkOf(row, below.slice(0, -name.length).replace(/\/$/, ''), copies)]
    })
    .sort(byPartition)
}

function chunkOf(row: Row, partition: string, copies: ReadonlyMap<string, Row>): Chunk {
  const id = String(row.chunkId)
  // `cid:…`, then `alias:cid:corrupted:…` of each replica, with commas between.
  const newest = Number(String(row.versionChain).split(':')[0])
  const replicas = String(row.replicas)
    .split(',')
    .filter(Boolean)
    .map((replica): Replica => {
      const [node = '', cid = '', corrupted] = replica.trim().split(':')
      const bytes = copies.get(`${id} ${node}`)?.diskUsage
      const state = corrupted === '1' ? 'corrupted' : Number(cid) < newest ? 'behind' : 'current'
      return { node, version: Number(cid), state, bytes: bytes === undefined ? null : Number(bytes) }
    })
    .sort((a, b) => (a.node < b.node ? -1 : 1))
  const current = replicas.filter(({ state }) => state === 'current')
  const told = current.map(({ node }) => copies.get(`${id} ${node}`)).find(copy => copy !== undefined)
  return {
    id,
    partition,
    rows: told ? Number(told.rowNum) : null,
    bytes: told ? Number(told.diskUsage) : null,
    version: Number(row.version ?? 0),
    state: String(row.state),
    replicas,
  }
}

// What each data node that runs holds, by chunk and node.
async function copiesOf(session: NodeSession, path: string, name: string): Promise<Map<string, Row>> {
  const held = await session.run(
    `pnodeRun(getTabletsMeta{${JSON.stringify(`${folderOf(path)}%`)}, ${JSON.stringify(name)}, true, -1}, exec name from getClusterPerf() where mode = 0 and state = 1)`,
  )
  return new Map(rowsOf(held).map(row => [`${row.chunkId} ${row.node}`, row]))
}

const folderOf = (path: string) => `/${path.replace(/^dfs:\/\//, '')}/`

// Numbers in names in the order of numbers.
const byPartition = (a: Chunk, b: Chunk) => a.partition.localeCompare(b.partition, 'en', { numeric: true })

import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { Table } from '../../values/table.ts'
import type { Viewpoint } from '../controller/command.ts'
import type { PlacedChunk } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import type { ReadRequest } from './data-request.ts'
import type { Participants } from './participants.ts'
import { rowsFromBytes } from './rows-message.ts'
import type { TableDefinitions } from './table-definitions.ts'

/** The replicas of a node. */
export interface LocalReplicas {
  readonly store: Store
  readonly definitions: TableDefinitions
  readonly participants: Participants
  /** How far the controllers were when they were last heard. */
  readonly viewpoint: Viewpoint
  /** Tells the controllers that the replica here can't be read. `asOf`: it was read later than that. */
  readonly reportDamage: (chunk: string, asOf: Viewpoint) => void
}

const PATIENCE = 30_000

/** Rows of a chunk from the replica here. @throws StorageError */
export async function readLocal(
  { store, definitions, participants, viewpoint, reportDamage }: LocalReplicas,
  { table, version, path, chunk, cid, columns, bounds }: ReadRequest,
): Promise<Table> {
  const { database, name } = await definitions.ensure(table, version)
  const read = () => store.readVersion({ database, table: name, path, cid, columns, bounds })
  try {
    return await read().catch(async error => {
      if (!(error instanceof StorageError) || error.kind !== 'missing') throw error
      // It may be committed, and only this node not know it yet.
      await participants.resolve()
      return read()
    })
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'damaged') reportDamage(chunk, viewpoint)
    throw error
  }
}

/** Rows of a chunk from whoever has them: this node first, then one after the other. @throws StorageError */
export async function readChunk(
  { peers, local }: { readonly peers: Peers; readonly local: LocalReplicas | null },
  chunk: PlacedChunk,
  request: Omit<ReadRequest, 'is' | 'path' | 'chunk' | 'cid'>,
): Promise<Table> {
  const { self } = peers
  const nodes = [...chunk.nodes].sort(
    (a, b) => Number(b.alias === self.alias) - Number(a.alias === self.alias),
  )
  const { id, path, cid } = chunk
  const asked: ReadRequest = { is: 'read', ...request, path, chunk: id, cid }
  const failures: string[] = []
  for (const node of nodes) {
    try {
      if (local && node.alias === self.alias) return await readLocal(local, asked)
      return rowsFromBytes((await peers.ask(node, 'data', asked, PATIENCE)) as Uint8Array)
    } catch (error) {
      failures.push(`${node.alias}: ${(error as Error).message}`)
    }
  }
  throw new StorageError(
    'missing',
    `<ChunkNotAvailable>No replica of the partition ${path || id} could be read${failures.map(each => `; ${each}`).join('')}`,
  )
}

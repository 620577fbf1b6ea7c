import { StorageError } from '../../storage/storage-error.ts'
import type { Store } from '../../storage/store.ts'
import type { VersionReader } from '../../storage/version-read.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Viewpoint } from '../controller/command.ts'
import type { PlacedChunk } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import type { ReadRequest } from './data-request.ts'
import type { Lanes } from './lanes.ts'
import type { Participants } from './participants.ts'
import { readElsewhere } from './readings.ts'
import type { TableDefinitions } from './table-definitions.ts'

/** The replicas of a node. */
export interface LocalReplicas {
  readonly store: Store
  readonly definitions: TableDefinitions
  readonly participants: Participants
  readonly recoveries: Lanes
  /** How far the controllers were when they were last heard. */
  readonly viewpoint: Viewpoint
  /** Tells the controllers that the replica here can't be read. `asOf`: it was read later than that. */
  readonly reportDamage: (chunk: string, asOf: Viewpoint) => void
}

/** A chunk here as of a commit, to be read and closed. @throws StorageError */
export async function openLocal(
  { store, definitions, participants }: LocalReplicas,
  { table, version, path, cid, columns, bounds }: ReadRequest,
): Promise<VersionReader> {
  await definitions.ensure(table, version)
  const open = () => {
    const { database, name } = definitions.current(table)
    return store.openVersion({ database, table: name, path, cid, columns, bounds })
  }
  try {
    return open()
  } catch (error) {
    if (!(error instanceof StorageError) || error.kind !== 'missing') throw error
    // It may be committed, and only this node not know it yet.
    await participants.resolve()
    return open()
  }
}

/** Does what reads a chunk here. Damage is told to the controllers. @throws StorageError */
export async function watchingDamage<T>(
  { viewpoint, reportDamage }: Pick<LocalReplicas, 'viewpoint' | 'reportDamage'>,
  chunk: string,
  read: () => Promise<T>,
): Promise<T> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'damaged') reportDamage(chunk, viewpoint)
    throw error
  }
}

async function readLocal(local: LocalReplicas, request: ReadRequest): Promise<Table> {
  const reader = await openLocal(local, request)
  try {
    return await watchingDamage(local, request.chunk, () => reader.read())
  } finally {
    reader.close()
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
      return await readElsewhere(peers, node, asked)
    } catch (error) {
      failures.push(`${node.alias}: ${(error as Error).message}`)
    }
  }
  throw new StorageError(
    'missing',
    `<ChunkNotAvailable>No replica of the partition ${path || id} could be read${failures.map(each => `; ${each}`).join('')}`,
  )
}

import { StorageError } from '../../storage/storage-error.ts'
import type { Table } from '../../values/forms/table.ts'
import type { PlacedChunk } from '../controller/request.ts'
import type { Peers } from '../peers.ts'
import type { ReadRequest } from './data-request.ts'
import { type LocalReplicas, openLocal, watchingDamage } from './local-replicas.ts'
import { readElsewhere } from './readings.ts'

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

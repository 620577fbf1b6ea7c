import type { Log } from '../host/log.ts'
import { folderOfVolume, type Volume } from '../storage/segments/volumes.ts'
import { StorageError } from '../storage/storage-error.ts'
import type { Store } from '../storage/store.ts'
import type { MoveMessage } from './bridge/replica-message.ts'
import { balancingMoves } from './controller/balance.ts'

// Chunks that go from one volume of a node to another.

/** Brings what of these chunks lies on one volume to another, one after the other. @throws StorageError, and those before it are moved */
export async function moveAcrossVolumes(
  store: Store,
  source: string,
  destination: string,
  chunks: readonly string[],
): Promise<void> {
  const from = volumeAt(store, source)
  const to = volumeAt(store, destination)
  const known = new Set(store.held().map(({ id }) => id))
  const unknown = chunks.find(id => !known.has(id))
  if (unknown) throw new StorageError('missing', `There is no chunk ${unknown} on this node`)
  if (from === to) return
  for (const id of chunks) await store.moveChunk(id, from.number, to.number)
}

// As `volumes` of the configuration, getClusterVolumeUsage or getChunksMeta name it, or with DolphinDB's /CHUNKS at its end.
function volumeAt({ volumes }: Store, path: string): Volume {
  const folder = path.replace(/\/+$/, '').replace(/\/CHUNKS$|\/segments(\/\d+)?$/, '')
  const found = volumes.find(each => each.folder === folder || each.folder === folderOfVolume(folder))
  if (found) return found
  const all = volumes.map(each => each.folder).join(', ')
  throw new StorageError('missing', `This node has no volume ${path.slice(0, 100)}; it has ${all}`)
}

/**
 * What would even out the bytes on a node's volumes: moves whose source and destination are folders. `mayMove`: whether a chunk may.
 * With `execute` it is done, beside other work; what fails is logged, and stays where it was.
 */
export function balanceVolumes(
  store: Store,
  log: Log,
  mayMove: (chunk: string) => boolean,
  execute: boolean,
): MoveMessage[] {
  const parts = store.onVolumes().map(({ id, folder, bytes }) => ({
    // What of a chunk lies on one volume moves by itself.
    id: `${id}@${folder}`,
    cid: 1,
    replicas: [{ node: folder, cid: 1 }],
    size: bytes,
    movable: mayMove(id),
  }))
  const folders = store.volumes.map(({ folder }) => folder)
  const movable = new Set(parts.filter(each => each.movable).map(({ id }) => id))
  const moves = balancingMoves(parts, folders, () => true, movable).map(({ chunk, ...move }) => ({
    ...move,
    chunk: chunk.slice(0, chunk.indexOf('@')),
  }))
  if (execute) {
    const work = async () => {
      for (const { chunk, source, destination } of moves)
        await moveAcrossVolumes(store, source, destination, [chunk]).catch(error =>
          log.write('error', `The chunk ${chunk} stays on ${source}: ${error.message}`),
        )
    }
    work()
  }
  return moves
}

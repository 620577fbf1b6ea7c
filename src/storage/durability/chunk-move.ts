import { segmentKey } from '../catalog/keys.ts'
import type { Chunk } from '../chunk.ts'
import type { ChunkReader } from '../reading/chunk-reader.ts'
import type { Segment } from '../segments/segment.ts'
import type { StagedSegment } from '../segments/segment-store.ts'
import type { StoreCore } from '../store-core.ts'
import type { TableState } from '../table-state.ts'
import { chunkChange } from './commit.ts'

/** What of a chunk lies on one volume. */
export interface ChunkOnVolume {
  readonly id: string
  /** The volume's number, and its folder. */
  readonly volume: number
  readonly folder: string
  readonly bytes: number
}

/** Where the files of a table's chunks lie; what is kept in the catalog is left out. */
export function chunksOnVolumes(core: StoreCore, state: TableState): ChunkOnVolume[] {
  return [...state.chunks.values()].flatMap(({ id, newest }) => {
    const bytes = new Map<number, number>()
    for (const { inline, volume, summary } of newest?.segments ?? [])
      if (!inline) bytes.set(volume, (bytes.get(volume) ?? 0) + summary.bytes)
    return [...bytes].map(([volume, sum]) => ({
      id,
      volume,
      folder: core.volumes.of(volume).folder,
      bytes: sum,
    }))
  })
}

/**
 * Brings what of a chunk lies on one volume to another, beside other work: copied, checked, then switched by one commit. What readers see
 * doesn't change. @throws StorageError `damaged`, DiskError; then all is as it was
 */
export async function moveChunk(
  core: StoreCore,
  reader: ChunkReader,
  { state, chunk }: { readonly state: TableState; readonly chunk: Chunk },
  from: number,
  to: number,
): Promise<void> {
  const old = (chunk.newest?.segments ?? []).filter(({ inline, volume }) => !inline && volume === from)
  if (old.length === 0) return
  core.segments.hold(old)
  const copies = new Map<Segment, StagedSegment>()
  const unused = new Set<StagedSegment>()
  try {
    for (const segment of old) {
      const copy = await core.segments.copyTo(state.id, to, segment, state.typeOf)
      copies.set(segment, copy)
      unused.add(copy)
    }
    await core.segments.settle([...copies.values()])
    for (const used of await core.gate.alone(() => switchOver(core, reader, { state, chunk }, copies)))
      unused.delete(used)
  } finally {
    for (const copy of unused) core.segments.drop(copy)
    core.segments.release(state.id, old)
    core.sweepLater()
  }
}

// Those that are still part of the chunk: others were joined or replaced meanwhile.
async function switchOver(
  core: StoreCore,
  reader: ChunkReader,
  { state, chunk }: { readonly state: TableState; readonly chunk: Chunk },
  copies: ReadonlyMap<Segment, StagedSegment>,
): Promise<StagedSegment[]> {
  const { newest, id, path, base } = chunk
  const moved = (newest?.segments ?? []).flatMap(segment => {
    const copy = copies.get(segment)
    return copy ? [{ segment, copy }] : []
  })
  if (!newest || moved.length === 0 || state.dropped || core.closed) return []
  const next = newest.segments.map(segment => copies.get(segment)?.segment ?? segment)
  const segments = next.map(({ number }) => number)
  await core.kv.commit([
    ...moved.map(({ segment }) => ({ key: segmentKey(state.id, segment.number), value: undefined })),
    ...moved.flatMap(({ copy }) => core.segments.changesFor(copy)),
    chunkChange(state, chunk, { id, path, cid: newest.cid, base, segments }),
    core.countersChange(),
  ])
  core.publish(state, chunk, newest.cid, next)
  for (const { segment, copy } of moved) reader.joined(state, chunk, [segment], copy.segment)
  return moved.map(({ copy }) => copy)
}

import type { KeyValueChange } from '../../host/kv.ts'
import { chunkKey, inlineKey, preparedKey, segmentKey, toBytes } from '../catalog/keys.ts'
import { recordOfSegment, type SegmentRecord } from '../catalog/segment-record.ts'
import type { Chunk, ChunkRecord } from '../chunk.ts'
import type { StagedSegment } from '../segments/segment-store.ts'
import { StorageError } from '../storage-error.ts'
import type { StoreCore } from '../store-core.ts'
import type { TableState } from '../table-state.ts'

/** What a transaction does to one chunk. */
export interface ChunkChange {
  readonly state: TableState
  readonly chunk: Chunk
  /** Whether what the chunk held before goes. */
  replace: boolean
  /** Who the chunk is from now on, where others say so. */
  id?: string
  /** The commit that last replaced its rows, where others say so. */
  base?: number
  /** In the order of their rows. */
  readonly segments: StagedSegment[]
}

export interface CommitOptions {
  /** The moment's number; the next one by default. */
  readonly cid?: number | undefined
  /** The transaction's id, if it was prepared. */
  readonly prepared?: number | undefined
}

const stagedOf = (changes: readonly ChunkChange[]) => changes.flatMap(change => change.segments)

/** Makes changes durable, then visible, all at once. Gives their moment. */
export async function commitChanges(
  core: StoreCore,
  changes: readonly ChunkChange[],
  { cid, prepared }: CommitOptions = {},
): Promise<number> {
  if (prepared === undefined) await core.segments.settle(stagedOf(changes))
  return core.gate.together(async () => {
    core.checkOpen()
    checkTables(changes)
    const moment = cid ?? core.counters.cid + 1
    core.counters.cid = Math.max(core.counters.cid, moment)
    const plans = changes.map(change => planCommit(change, moment))
    const writes = plans.flatMap(plan => plan.writes(core))
    if (prepared !== undefined) writes.push({ key: preparedKey(prepared), value: undefined })
    writes.push(core.countersChange())
    await core.kv.commit(writes)
    for (const plan of plans) plan.publish(core)
    core.published = Math.max(core.published, moment)
    return moment
  })
}

function checkTables(changes: readonly ChunkChange[]): void {
  for (const { state } of changes) {
    if (!state.dropped) continue
    throw new StorageError(
      'missing',
      `The table ${state.record.name} was dropped while rows were written to it`,
    )
  }
}

interface CommitPlan {
  writes(core: StoreCore): KeyValueChange[]
  publish(core: StoreCore): void
}

/** What makes a change durable, and then visible. */
export function planCommit(change: ChunkChange, cid: number): CommitPlan {
  const { state, chunk, replace, segments, id = chunk.id } = change
  for (const { segment } of segments) segment.commits ??= [cid, cid]
  const before = replace ? [] : (chunk.newest?.segments ?? [])
  const next = [...before, ...segments.map(({ segment }) => segment)]
  const base = change.base ?? (replace ? cid : chunk.base)
  const record = { id, path: chunk.path, cid, base, segments: next.map(({ number }) => number) }
  return {
    writes: core => [
      ...(replace ? removedSegments(state, chunk) : []),
      ...segments.flatMap(staged => core.segments.changesFor(staged)),
      chunkChange(state, chunk, record),
    ],
    publish: core => {
      chunk.id = id
      chunk.base = base
      core.publish(state, chunk, cid, next)
    },
  }
}

/** Takes a chunk's segments out of the catalog. Their bytes stay while someone reads them. */
export function removedSegments(state: TableState, chunk: Chunk): KeyValueChange[] {
  const segments = chunk.newest?.segments ?? []
  return segments.map(({ number }) => ({ key: segmentKey(state.id, number), value: undefined }))
}

/** What the catalog says of a chunk from now on; of an empty one, nothing. */
export function chunkChange(state: TableState, chunk: Chunk, record: ChunkRecord): KeyValueChange {
  const value = record.segments.length > 0 ? toBytes(JSON.stringify(record)) : undefined
  return { key: chunkKey(state.id, chunk.number), value }
}

/** A chunk that holds nothing any more. */
export const emptiedChunk = (state: TableState, chunk: Chunk): KeyValueChange => ({
  key: chunkKey(state.id, chunk.number),
  value: undefined,
})

/** A prepared transaction as the catalog keeps it. */
export interface PreparedRecord {
  readonly changes: readonly {
    readonly table: number
    readonly chunk: { readonly id: string; readonly number: number; readonly path: string }
    readonly replace: boolean
    readonly segments: readonly { readonly number: number; readonly record: SegmentRecord }[]
  }[]
}

/** Makes changes durable, not visible. */
export async function prepareChanges(
  core: StoreCore,
  tid: number,
  changes: readonly ChunkChange[],
): Promise<void> {
  await core.segments.settle(stagedOf(changes))
  await core.gate.together(async () => {
    checkTables(changes)
    const record: PreparedRecord = {
      changes: changes.map(({ state, chunk, replace, segments, id = chunk.id }) => ({
        table: state.id,
        chunk: { id, number: chunk.number, path: chunk.path },
        replace,
        segments: segments.map(({ segment }) => ({
          number: segment.number,
          record: recordOfSegment(segment),
        })),
      })),
    }
    const inline = stagedOf(changes).flatMap(({ segment, tableId, inlineBytes }) =>
      inlineBytes ? [{ key: inlineKey(tableId, segment.number), value: inlineBytes }] : [],
    )
    const prepared = { key: preparedKey(tid), value: toBytes(JSON.stringify(record)) }
    await core.kv.commit([...inline, prepared, core.countersChange()])
  })
}

/** Forgets a prepared transaction. The bytes of its segments are the caller's to release. */
export async function discardPrepared(
  core: StoreCore,
  tid: number,
  changes: readonly ChunkChange[],
): Promise<void> {
  const inline = stagedOf(changes)
    .filter(({ segment }) => segment.inline)
    .map(({ segment, tableId }) => ({ key: inlineKey(tableId, segment.number), value: undefined }))
  await core.kv.commit([...inline, { key: preparedKey(tid), value: undefined }])
}

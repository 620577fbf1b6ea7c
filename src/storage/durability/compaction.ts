import type { Vector } from '../../values/vectors/vector.ts'
import type { CatalogTable } from '../catalog/catalog.ts'
import { segmentKey } from '../catalog/keys.ts'
import type { Commits } from '../catalog/segment-record.ts'
import { type Chunk, versionOf } from '../chunk.ts'
import type { ChunkReader } from '../reading/chunk-reader.ts'
import type { Segment } from '../segments/segment.ts'
import { segmentOptions } from '../segments/segment-options.ts'
import { segmentColumns } from '../segments/stored-columns.ts'
import type { StoreCore } from '../store-core.ts'
import { arrangeRows } from '../tsdb/arrange-rows.ts'
import { type ChunkChange, chunkChange } from './commit.ts'

/** Which of a chunk's segments to join: those from `start` up to `end`. */
export interface Stretch {
  readonly start: number
  readonly end: number
}

// So many segments of about one size are joined.
const ENOUGH = 8
// A segment joins smaller ones after it, unless it is larger than so many times all of them.
const RATIO = 4
// Joined segments of so many bytes are compressed: they are no longer waited for, and may stay for good.
const COMPRESSED_FROM = 1 << 20
// Larger ones stay as they are.
const LARGEST = 256 << 20

/**
 * The last segments of a chunk that are worth joining: each at most a few times as large as what follows it, so that a row is
 * written anew a number of times that grows with the logarithm of the chunk only.
 */
export function worthJoining(sizes: readonly number[]): Stretch | null {
  const end = sizes.length
  let start = end
  let after = 0
  while (start > 0) {
    const size = sizes[start - 1]!
    if (size > LARGEST || (start < end && size > RATIO * after)) break
    after += size
    start--
  }
  return end - start >= ENOUGH ? { start, end } : null
}

/** Joins small segments into larger ones, beside other work. What readers see doesn't change. */
export class Compactor {
  readonly #core: StoreCore
  readonly #reader: ChunkReader
  readonly #waiting = new Map<Chunk, CatalogTable['state']>()
  #running: Promise<void> | null = null
  #stopped = false

  constructor(core: StoreCore, reader: ChunkReader) {
    this.#core = core
    this.#reader = reader
  }

  /** Looks at chunks that were written, later. */
  consider(changes: readonly ChunkChange[]): void {
    if (this.#stopped) return
    if (this.#core.options.compaction !== 'manual') {
      for (const { state, chunk } of changes) {
        if (worthJoining(sizesOf(chunk))) this.#waiting.set(chunk, state)
      }
    }
    this.#core.sweepLater()
    if (this.#waiting.size > 0) this.#start()
  }

  /** Joins all segments of a chunk. */
  async compact({ state }: CatalogTable, path: string): Promise<void> {
    const chunk = state.chunks.get(path)
    if (!chunk?.newest) return
    await this.#join(state, chunk, { start: 0, end: chunk.newest.segments.length })
    this.#core.sweepLater()
    await this.#core.swept()
  }

  async settle(): Promise<void> {
    while (this.#running) await this.#running
    await this.#core.swept()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    await this.settle()
  }

  #start(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = null
    })
  }

  async #work(): Promise<void> {
    for (;;) {
      await this.#core.host.clock.turn()
      const [next] = this.#waiting
      if (!next) break
      const [chunk, state] = next
      this.#waiting.delete(chunk)
      const stretch = worthJoining(sizesOf(chunk))
      if (!stretch || state.dropped) continue
      await this.#join(state, chunk, stretch).catch(error => {
        this.#core.host.log.write(
          'error',
          `The segments of ${state.record.database}/${chunk.path} (table ${state.record.name}) were not joined: ${error.message}`,
        )
      })
    }
    this.#core.sweepLater()
  }

  async #join(state: CatalogTable['state'], chunk: Chunk, { start, end }: Stretch): Promise<void> {
    const segments = chunk.newest!.segments.slice(start, end)
    if (segments.length < 2) return
    const { record } = state
    this.#core.segments.hold(segments)
    try {
      const version = versionOf(chunk.newest!.cid, segments)
      const columns = await this.#reader.readForJoining({ table: record, state, chunk, version })
      await this.#core.host.clock.turn()
      const arranged = this.#arranged(record, columns)
      const large = arranged.reduce((sum, column) => sum + column.byteSize(), 0) >= COMPRESSED_FROM
      const joined = await this.#core.segments.stage(
        record.id,
        chunk.number,
        segmentColumns(record, arranged).map(column => ({ ...column, compress: column.compress || large })),
        segmentOptions(record),
      )
      let done = false
      try {
        await this.#core.segments.settle([joined])
        done = await this.#core.gate.alone(() => this.#replace(state, chunk, segments, joined))
      } finally {
        if (!done) this.#core.segments.drop(joined)
      }
    } finally {
      this.#core.segments.release(state.id, segments)
    }
  }

  #arranged(record: CatalogTable['record'], columns: readonly Vector[]): readonly Vector[] {
    return record.sortColumns.length > 0
      ? arrangeRows(record, columns, this.#core.options.mapSortKey)
      : columns
  }

  // False: the chunk or the table was changed meanwhile in a way that makes the joined segment useless.
  async #replace(
    state: CatalogTable['state'],
    chunk: Chunk,
    old: readonly Segment[],
    joined: Awaited<ReturnType<StoreCore['segments']['stage']>>,
  ): Promise<boolean> {
    const core = this.#core
    const newest = chunk.newest!
    const start = newest.segments.indexOf(old[0]!)
    const intact = start >= 0 && old.every((segment, i) => newest.segments[start + i] === segment)
    // A reader from before the last change of columns may yet come to read one that the joined segment lacks.
    const expected = core.oldestRead >= state.definedAt
    if (!intact || !expected || state.dropped || core.closed) return false
    const next = [
      ...newest.segments.slice(0, start),
      joined.segment,
      ...newest.segments.slice(start + old.length),
    ]
    const removed = old.map(({ number }) => ({ key: segmentKey(state.id, number), value: undefined }))
    const { id, path, base } = chunk
    const numbers = next.map(segment => segment.number)
    joined.segment.commits = joinedCommits(old)
    await core.kv.commit([
      ...removed,
      ...core.segments.changesFor(joined),
      chunkChange(state, chunk, { id, path, cid: newest.cid, base, segments: numbers }),
      core.countersChange(),
    ])
    core.publish(state, chunk, newest.cid, next)
    if (state.record.sortColumns.length === 0) this.#reader.joined(state, chunk, old, joined.segment)
    return true
  }
}

// Where some segment doesn't tell, the joined one doesn't either.
function joinedCommits(old: readonly Segment[]): Commits | null {
  const first = old[0]?.commits
  const last = old.at(-1)?.commits
  return first && last ? [first[0], last[1]] : null
}

const sizesOf = (chunk: Chunk) => (chunk.newest?.segments ?? []).map(({ summary }) => summary.bytes)

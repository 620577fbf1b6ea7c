import { crc32 } from 'node:zlib'
import { decompress } from '../segments/segment-compression.ts'
import type { BufferPlace } from '../segments/segment-index.ts'
import { damaged, type SegmentSource } from './segment-source.ts'

interface Request {
  readonly place: BufferPlace
  /** Where the bytes go: of a compressed buffer, those that come out. */
  readonly target: Uint8Array
}

// Buffers closer than this are read together with what lies between them.
const LARGEST_GAP = 1 << 16
const RUN_BYTES = 4 << 20
const RUN_PIECES = 500
// Reads under way at once: as many as Node has threads for the disk.
const AT_ONCE = 4

/** Buffers to be read into memory, from any number of segments; each is checked against what was written. */
export class ReadPlan {
  readonly #requests = new Map<SegmentSource, Request[]>()

  /** Plans to fill `target`, of `place.raw` bytes. */
  add(source: SegmentSource, place: BufferPlace, target: Uint8Array): void {
    if (place.raw === 0) return
    const known = this.#requests.get(source)
    if (known) known.push({ place, target })
    else this.#requests.set(source, [{ place, target }])
  }

  /** Reads all of it. @throws StorageError `damaged`, naming the segment. */
  async run(): Promise<void> {
    const runs: (() => Promise<void>)[] = []
    for (const [source, requests] of this.#requests) {
      for (const run of intoRuns(requests)) runs.push(() => readRun(source, run))
    }
    let next = 0
    const lane = async () => {
      while (next < runs.length) await runs[next++]!()
    }
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, runs.length) }, lane))
  }
}

function intoRuns(requests: Request[]): Request[][] {
  requests.sort((a, b) => a.place.offset - b.place.offset)
  const runs: Request[][] = []
  let run: Request[] = []
  let bytes = 0
  let end = 0
  for (const request of requests) {
    const { offset, stored } = request.place
    // What is asked for twice is read twice.
    const behind = offset >= end && offset - end <= LARGEST_GAP
    const near = behind && bytes < RUN_BYTES && run.length < RUN_PIECES
    if (run.length > 0 && !near) {
      runs.push(run)
      run = []
      bytes = 0
    }
    run.push(request)
    bytes += stored
    end = offset + stored
  }
  if (run.length > 0) runs.push(run)
  return runs
}

// Where bytes between pieces go; nobody looks at them.
const gap = new Uint8Array(LARGEST_GAP)

async function readRun(source: SegmentSource, run: readonly Request[]): Promise<void> {
  const start = run[0]!.place.offset
  const pieces: Uint8Array[] = []
  const received: Uint8Array[] = []
  let at = start
  for (const { place, target } of run) {
    if (place.offset > at) pieces.push(gap.subarray(0, place.offset - at))
    const piece = place.packed ? new Uint8Array(place.stored) : target
    pieces.push(piece)
    received.push(piece)
    at = place.offset + place.stored
  }
  await source.read(pieces, start)
  for (const [i, { place, target }] of run.entries()) {
    const bytes = received[i]!
    if (crc32(bytes) !== place.crc) {
      throw damaged(
        source.name,
        `its bytes ${place.offset} to ${place.offset + place.stored} are not what was written.`,
      )
    }
    if (bytes !== target) {
      await decompress(bytes, target).catch(error => {
        throw damaged(source.name, (error as Error).message)
      })
    }
  }
}

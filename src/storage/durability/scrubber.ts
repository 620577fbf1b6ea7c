import type { Clock } from '../../host/clock.ts'
import type { Log } from '../../host/log.ts'
import type { Chunk } from '../chunk.ts'
import { checkSegment } from '../segments/segment-check.ts'
import { StorageError } from '../storage-error.ts'
import type { StoreCore } from '../store-core.ts'
import type { TableState } from '../table-state.ts'

export interface ScrubSettings {
  /** Read at most so much; 0: nothing is looked at. */
  readonly bytesPerSecond: number
  /** Milliseconds from the beginning of one round to that of the next. */
  readonly interval: number
  /** Whether the machine has better things to do. */
  readonly busy: () => boolean
}

// Others come first after a start.
const FIRST_PAUSE = 60_000
// How often it is looked whether the machine is still busy.
const BUSY_PAUSE = 1000
// It reads so much, and then rests for as long as the rate says.
const STRIDE = 1 << 20

/**
 * Reads all segments in turn, slowly, and compares them with their checksums: what rots on a disk is found while there are other
 * replicas, and not when it is needed. What is damaged is told by name, and again in each round until it is mended.
 */
export class Scrubber {
  readonly #core: StoreCore
  readonly #settings: ScrubSettings
  readonly #damaged: (chunk: string) => void
  readonly #clock: Clock
  readonly #log: Log
  #stopped = false
  #wake: () => void = () => {}
  #work: Promise<void>
  #unpaid = 0

  constructor(core: StoreCore, settings: ScrubSettings, damaged: (chunk: string) => void = () => {}) {
    this.#core = core
    this.#settings = settings
    this.#damaged = damaged
    this.#clock = core.host.clock
    this.#log = core.host.log
    this.#work = settings.bytesPerSecond > 0 ? this.#rounds() : Promise.resolve()
  }

  /** Resolves once it reads nothing any more. */
  async close(): Promise<void> {
    this.#stopped = true
    this.#wake()
    await this.#work
  }

  async #rounds(): Promise<void> {
    const { interval } = this.#settings
    await this.#rest(Math.min(FIRST_PAUSE, interval))
    while (!this.#stopped) {
      const begin = this.#now()
      await this.#round()
      await this.#rest(Math.max(BUSY_PAUSE, begin + interval - this.#now()))
    }
  }

  async #round(): Promise<void> {
    for (const state of [...this.#core.tables.values()]) {
      for (const chunk of [...state.chunks.values()]) {
        if (this.#stopped) return
        await this.#check(state, chunk)
      }
    }
  }

  async #check(state: TableState, chunk: Chunk): Promise<void> {
    const segments = chunk.newest?.segments ?? []
    this.#core.segments.hold(segments)
    try {
      for (const segment of segments) {
        if (this.#stopped) return
        await checkSegment(segment, state.typeOf, bytes => this.#pace(bytes))
      }
    } catch (error) {
      if (this.#stopped) return
      const { database, name } = state.record
      const where = `the partition ${chunk.path || '(all)'} of ${database}/${name}`
      if (error instanceof StorageError && error.kind === 'damaged') {
        this.#log.write('error', `Found by looking through the disk, in ${where}: ${error.message}`)
        this.#damaged(chunk.id)
      } else this.#log.write('warning', `Looking through ${where}: ${(error as Error).message}`)
    } finally {
      this.#core.segments.release(state.id, segments)
      this.#core.sweepLater()
    }
  }

  async #pace(bytes: number): Promise<void> {
    this.#unpaid += bytes
    if (this.#unpaid < STRIDE) return
    await this.#rest((1000 * this.#unpaid) / this.#settings.bytesPerSecond)
    this.#unpaid = 0
    while (this.#settings.busy() && !this.#stopped) await this.#rest(BUSY_PAUSE)
  }

  #rest(milliseconds: number): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    return new Promise(resolve => {
      const stop = this.#clock.after(milliseconds, resolve)
      this.#wake = () => {
        stop()
        resolve()
      }
    })
  }

  #now(): number {
    return Number(this.#clock.monotonic() / 1_000_000n)
  }
}

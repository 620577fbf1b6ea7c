import { MessageChannel, type Worker } from 'node:worker_threads'
import { progressWords } from '../../runtime/progress.ts'
import { BridgeHost, type FindService } from '../bridge/bridge-host.ts'
import type { Report, SessionSettings, WorkerStart } from '../messages.ts'
import type { SharedBoard } from '../shared/shared-board.ts'
import { JobQueue } from './job-queue.ts'
import { Turns, turnWords } from './turns.ts'
import { load, type WorkerSlot } from './worker-slot.ts'

export interface WorkerPoolsOptions {
  /** Starts a thread whose main module calls runWorker. */
  readonly thread: () => Worker
  /** How many threads run clients' scripts. */
  readonly workers: number
  /** The most threads of further pools, by the pool's name; each is started when a session finds the others taken. */
  readonly pools?: Readonly<Record<string, number>>
  readonly settings: SessionSettings
  /** Who answers the blocking calls of scripts. */
  readonly serviceNamed: FindService
  readonly log: (text: string) => void
}

/** What pools tell whoever gives their threads work. */
export interface WorkerPoolsEvents {
  report(slot: WorkerSlot, report: Report): void
  /** The thread of the slot has died; it may be restarted. */
  lost(slot: WorkerSlot, message: string): void
}

/** The pool of clients' sessions. */
export const CLIENTS = 'clients'

/** The pool of what doesn't wait. */
export const ASIDE = 'aside'
const MOST_ASIDE = 8

/** Threads by what they are for. One for clients is there from the beginning, others come as they are needed. */
export class WorkerPools {
  readonly #options: WorkerPoolsOptions
  readonly #shared: SharedBoard
  readonly #events: WorkerPoolsEvents
  readonly #pools = new Map<string, WorkerSlot[]>()
  #lastWorker = 0
  #closed = false

  constructor(options: WorkerPoolsOptions, shared: SharedBoard, events: WorkerPoolsEvents) {
    this.#options = options
    this.#shared = shared
    this.#events = events
    this.#pool(CLIENTS)
  }

  get closed(): boolean {
    return this.#closed
  }

  /** The thread of a pool where a job waits least; a new one, if all are taken and there may be more. */
  roomiest(pool: string): WorkerSlot {
    const slots = this.#pool(pool)
    const isTaken = !slots.some(slot => load(slot) === 0)
    if (isTaken && slots.length < this.#most(pool)) return this.#addThread(slots, pool)
    return leastLoaded(slots)
  }

  /** As roomiest, among those that aren't left out; undefined: there is none, and may be no more. */
  roomiestBut(pool: string, isLeftOut: (slot: WorkerSlot) => boolean): WorkerSlot | undefined {
    const slots = this.#pool(pool)
    const fitting = slots.filter(slot => !isLeftOut(slot))
    if (fitting.length === 0)
      return slots.length < this.#most(pool) ? this.#addThread(slots, pool) : undefined
    return leastLoaded(fitting)
  }

  /** Gives the slot a thread in the place of its last one. */
  restart(slot: WorkerSlot): void {
    const cancelFlag = new Int32Array(new SharedArrayBuffer(4))
    const turns = turnWords()
    const progress = progressWords()
    const replySignal = new Int32Array(new SharedArrayBuffer(4))
    const { port1, port2 } = new MessageChannel()
    const worker = ++this.#lastWorker
    const start: WorkerStart = {
      cancelFlag,
      turns,
      progress,
      replySignal,
      bridge: port2,
      settings: this.#options.settings,
      worker,
      sharedWords: this.#shared.words,
    }
    const thread = this.#options.thread()
    thread.postMessage(start, [port2])
    const { serviceNamed, log } = this.#options
    const find: FindService = name => (name === 'shared' ? this.#shared.service : serviceNamed(name))
    new BridgeHost(find, log).serve(port1, replySignal)
    slot.thread = thread
    slot.isBound = false
    slot.turns = new Turns(turns, cancelFlag)
    slot.progress = progress
    slot.replySignal = replySignal
    const lost = (message: string) => {
      if (slot.thread === thread && !this.#closed) this.#events.lost(slot, message)
    }
    thread.on('message', (report: Report) => this.#events.report(slot, report))
    thread.on('error', error => lost(`A script's worker failed: ${error.message}`))
    thread.on('exit', () => this.#shared.release(worker))
    thread.on('exit', () => lost('The worker of this session was ended.'))
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#pools.values()].flat().map(slot => slot.thread.terminate()))
  }

  #pool(name: string): WorkerSlot[] {
    const known = this.#pools.get(name)
    if (known) return known
    const slots: WorkerSlot[] = []
    this.#pools.set(name, slots)
    if (name === CLIENTS) this.#addThread(slots, name)
    return slots
  }

  #addThread(slots: WorkerSlot[], pool: string): WorkerSlot {
    const slot: WorkerSlot = {
      pool,
      thread: null as never,
      turns: null as never,
      progress: null as never,
      replySignal: null as never,
      sessions: 0,
      isBound: false,
      given: [],
      queue: new JobQueue(),
    }
    this.restart(slot)
    slots.push(slot)
    return slot
  }

  #most(pool: string): number {
    if (pool === CLIENTS) return this.#options.workers
    return pool === ASIDE ? MOST_ASIDE : (this.#options.pools?.[pool] ?? 1)
  }
}

const leastLoaded = (slots: readonly WorkerSlot[]): WorkerSlot =>
  slots.reduce((best, next) => (load(next) < load(best) ? next : best))

import type { Peers } from '../../cluster/peers.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Outcome } from '../../engine/jobs/job.ts'
import { type ErrorReport, reportError } from '../../engine/session/error-report.ts'
import type { Clock } from '../../host/clock.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { encodedValue } from '../value-bytes.ts'
import { LEVELS, poolOfLevel, threadsOfLevel } from './levels.ts'
import type { CallReply, CallRequest } from './message.ts'
import { workFromMessage } from './work-bytes.ts'

export interface AnswererSurroundings {
  readonly engine: Engine
  readonly clock: Clock
  readonly peers: Peers
  /** Threads for clients' scripts: calls get as many again. */
  readonly workers: number
}

/** A call of another node, waiting, running or ended but not yet fetched. */
interface Call {
  readonly request: Extract<CallRequest, { is: 'begin' }>
  readonly ended: Promise<CallReply>
  readonly end: (reply: CallReply) => void
  /** The engine's job, once it runs. */
  job: number | null
  cancelled: boolean
  /** Its value, if that is fetched in pieces. */
  large: Uint8Array | null
  /** Forgets the moment after which the asking node counts as gone. */
  heard: () => void
}

// Each question is answered after so long, also without an outcome.
const ANSWER_MILLISECONDS = 2000
// A call that nobody asks about for so long is cancelled.
const PATIENCE = 30_000
// A value of more bytes goes in such pieces: none holds up others on the link for long.
const PIECE_BYTES = 16 * 2 ** 20

/** Does what other nodes call: in threads of their own, with the rights of the user who asked there. */
export class CallAnswerer {
  readonly #surroundings: AnswererSurroundings
  readonly #calls = new Map<string, Call>()
  readonly #running = new Map<number, number>()
  #queue: Call[] = []

  constructor(surroundings: AnswererSurroundings) {
    this.#surroundings = surroundings
    surroundings.peers.serve('call', (request, from) => this.#answer(request as CallRequest, from.alias))
  }

  async #answer(request: CallRequest, from: string): Promise<CallReply> {
    if (request.is === 'hello') return { is: 'running' }
    const key = `${from} ${request.call}`
    if (request.is === 'begin') this.#begin(key, request)
    const call = this.#calls.get(key)
    if (!call) return { is: 'forgotten' }
    if (request.is === 'cancel') {
      if (call.large) this.#forget(key, call)
      else this.#cancel(call)
      return { is: 'running' }
    }
    this.#listen(key, call)
    if (request.is === 'piece' && call.large) {
      const { from } = request
      return { is: 'piece', value: call.large.subarray(from, from + PIECE_BYTES) }
    }
    return this.#soon(key, call)
  }

  #begin(key: string, request: Extract<CallRequest, { is: 'begin' }>): void {
    const { promise, resolve } = Promise.withResolvers<CallReply>()
    const call: Call = {
      request,
      ended: promise,
      end: resolve,
      job: null,
      cancelled: false,
      large: null,
      heard: () => {},
    }
    this.#calls.set(key, call)
    if (request.level > LEVELS) {
      call.end(failed(new ScriptError(`Calls of other nodes nest more than ${LEVELS} deep.`)))
      return
    }
    this.#queue.push(call)
    this.#startNext()
  }

  #listen(key: string, call: Call): void {
    call.heard()
    call.heard = this.#surroundings.clock.after(PATIENCE, () => {
      this.#calls.delete(key)
      this.#cancel(call)
    })
  }

  // The outcome if it comes soon.
  async #soon(key: string, call: Call): Promise<CallReply> {
    let stop = () => {}
    const late = new Promise<CallReply>(resolve => {
      stop = this.#surroundings.clock.after(ANSWER_MILLISECONDS, () => resolve({ is: 'running' }))
    })
    const reply = await Promise.race([call.ended, late])
    stop()
    if (reply.is === 'running') return reply
    if (reply.is === 'done' && reply.value && reply.value.length > PIECE_BYTES) {
      call.large = reply.value
      return { is: 'large', bytes: call.large.length }
    }
    this.#forget(key, call)
    return reply
  }

  #forget(key: string, call: Call): void {
    call.heard()
    this.#calls.delete(key)
  }

  #cancel(call: Call): void {
    if (call.cancelled) return
    call.cancelled = true
    if (call.job !== null) this.#surroundings.engine.cancel(call.job)
    else {
      this.#queue = this.#queue.filter(other => other !== call)
      call.end(failed(new ScriptError('The call was cancelled.')))
    }
  }

  #startNext(): void {
    const waiting = this.#queue
    this.#queue = []
    for (const call of waiting) {
      const { level } = call.request
      const running = this.#running.get(level) ?? 0
      if (running < threadsOfLevel(level, this.#surroundings.workers)) this.#start(call)
      else this.#queue.push(call)
    }
  }

  #start(call: Call): void {
    const { engine } = this.#surroundings
    const { user, description, level, work } = call.request
    this.#running.set(level, (this.#running.get(level) ?? 0) + 1)
    const session = engine.open(user, poolOfLevel(level))
    const done = (reply: CallReply) => {
      engine.close(session)
      this.#running.set(level, this.#running.get(level)! - 1)
      call.end(reply)
      this.#startNext()
    }
    try {
      const { job, outcome } = engine.apply(session, description, workFromMessage(work))
      call.job = job
      void outcome.then(ended => done(replyOf(ended)))
    } catch (error) {
      done(failed(error))
    }
  }
}

const failed = (error: unknown): CallReply => ({ is: 'failed', error: reportError(error) })

function replyOf(outcome: Outcome): CallReply {
  if (!outcome.ok) return { is: 'failed', error: forOthers(outcome.error) }
  if (outcome.value === undefined) return { is: 'done', value: null }
  try {
    return { is: 'done', value: encodedValue(outcome.value) }
  } catch (error) {
    return failed(error)
  }
}

// Our own mistakes are in the log here, with their stack.
const forOthers = (error: ErrorReport): ErrorReport =>
  error.kind === 'internal' ? { ...error, message: error.message.split('\n')[0]! } : error

import { BULK_FROM, LONGEST_BULK } from '../../cluster/link/limits.ts'
import { PeerError, type Peers } from '../../cluster/peers.ts'
import type { Site } from '../../cluster/site.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Clock } from '../../host/clock.ts'
import type { Random } from '../../host/random.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { decodedValue } from '../value-bytes.ts'
import type { CallReply, CallRequest } from './message.ts'
import { workToMessage } from './work-bytes.ts'

/** What is to be done on another node. */
export interface Asked {
  /** The job here that waits for it. */
  readonly job: number
  readonly user: string
  readonly description: string
  readonly level: number
  readonly work: ShippedFunction
}

interface Outstanding {
  readonly job: number
  readonly site: Site
  readonly call: string
  cancelled: boolean
}

// The function and its arguments may take their time on the way.
const BEGIN_MILLISECONDS = 120_000
const WAIT_MILLISECONDS = 10_000
const LISTEN_MILLISECONDS = 2000
// A link that broke is made anew within that, unless the node is gone.
const BLINK_MILLISECONDS = 1000
const PAUSE = 100

/** The other node is gone, before or during the call. */
export class NodeLost extends ScriptError {
  /** Whether what was asked may have been done. */
  readonly begun: boolean

  constructor(message: string, begun: boolean) {
    super(message)
    this.begun = begun
  }
}

/** Calls functions on other nodes. When a job here ends, what it still has running there is cancelled. */
export class CallAsker {
  readonly #peers: Peers
  readonly #clock: Clock
  readonly #prefix: string
  readonly #outstanding = new Set<Outstanding>()
  #last = 0

  constructor(peers: Peers, clock: Clock, random: Random) {
    this.#peers = peers
    this.#clock = clock
    this.#prefix = Buffer.from(random.bytes(9)).toString('base64')
  }

  /**
   * The value in transferred form; undefined: nothing.
   * @throws NodeLost; ScriptError with the node's name, by the function's doing
   */
  async call(site: Site, { job, user, description, level, work }: Asked): Promise<unknown> {
    const outstanding: Outstanding = {
      job,
      site,
      call: `${this.#prefix} ${++this.#last}`,
      cancelled: false,
    }
    const { call } = outstanding
    const message = workToMessage(work)
    const bytes = sizeOf(message)
    if (bytes > LONGEST_BULK - 2 ** 20)
      throw new ScriptError(
        `The arguments for ${site.alias} take ${bytes} bytes: ${LONGEST_BULK - 2 ** 20} are the most that one call takes.`,
      )
    this.#outstanding.add(outstanding)
    try {
      const request: CallRequest = { is: 'begin', call, user, description, level, work: message }
      let reply = await this.#begin(site, request, bytes).catch(error => {
        throw isBefore(error)
          ? new NodeLost(`The node ${site.alias} can't be reached: ${error.message}`, false)
          : lost(site, error)
      })
      while (reply.is === 'running' && !outstanding.cancelled)
        reply = await this.#patiently(site, { is: 'wait', call })
      if (reply.is === 'forgotten') throw lost(site, new Error('it has started anew.'))
      if (reply.is === 'running') throw new ScriptError('The call was cancelled.')
      if (reply.is === 'failed') throw remoteError(site, reply.error)
      if (reply.is === 'large') return decodedValue(await this.#fetch(site, outstanding, reply.bytes))
      if (reply.is === 'piece') throw lost(site, new Error('it answered something else.'))
      return reply.value === null ? undefined : decodedValue(reply.value)
    } finally {
      this.#outstanding.delete(outstanding)
    }
  }

  /** Cancels what a job has running elsewhere: it has ended, or doesn't need it any more. */
  ended(job: number): void {
    for (const outstanding of this.#outstanding) {
      if (outstanding.job !== job) continue
      outstanding.cancelled = true
      const { site, call } = outstanding
      this.#peers.tell(site, 'call', { is: 'cancel', call } satisfies CallRequest)
    }
  }

  // On the link for bulk nothing tells that the node is gone: it is asked on the other one.
  async #begin(site: Site, request: CallRequest, bytes: number): Promise<CallReply> {
    const begun = this.#ask(site, request, BEGIN_MILLISECONDS)
    if (bytes < BULK_FROM / 2) return begun
    let answered = false
    const listening = (async () => {
      for (;;) {
        await this.#clock.sleep(LISTEN_MILLISECONDS)
        if (answered) return begun
        await this.#ask(site, { is: 'hello' }, WAIT_MILLISECONDS)
      }
    })()
    listening.catch(() => {})
    begun.catch(() => {})
    try {
      return await Promise.race([begun, listening])
    } finally {
      answered = true
    }
  }

  async #fetch(site: Site, outstanding: Outstanding, bytes: number): Promise<Uint8Array> {
    const { call } = outstanding
    const whole = new Uint8Array(bytes)
    for (let from = 0; from < bytes; ) {
      if (outstanding.cancelled) throw new ScriptError('The call was cancelled.')
      const reply = await this.#patiently(site, { is: 'piece', call, from })
      if (reply.is !== 'piece') throw lost(site, new Error('it has started anew.'))
      whole.set(reply.value, from)
      from += reply.value.length
    }
    this.#peers.tell(site, 'call', { is: 'cancel', call } satisfies CallRequest)
    return whole
  }

  async #patiently(site: Site, request: CallRequest): Promise<CallReply> {
    const until = this.#now() + BLINK_MILLISECONDS
    for (;;) {
      try {
        return await this.#ask(site, request, WAIT_MILLISECONDS)
      } catch (error) {
        if (!(error instanceof PeerError) || error.reason !== 'unreachable' || this.#now() > until)
          throw lost(site, error as Error)
        await this.#clock.sleep(PAUSE)
      }
    }
  }

  #ask(site: Site, request: CallRequest, milliseconds: number): Promise<CallReply> {
    return this.#peers.ask(site, 'call', request, milliseconds) as Promise<CallReply>
  }

  #now(): number {
    return Number(this.#clock.monotonic() / 1_000_000n)
  }
}

// Nothing was sent.
const isBefore = (error: Error) =>
  error instanceof PeerError && /can't be asked|does not answer/.test(error.message)

function lost(site: Site, error: Error): Error {
  if (error instanceof PeerError && error.reason === 'refused' && !isBefore(error))
    return new ScriptError(`${site.alias}: ${error.message}`)
  return new NodeLost(
    `The node ${site.alias} was lost during the call, which may have been carried out: ${error.message}`,
    true,
  )
}

function remoteError({ alias }: Site, { kind, message, refId, hint, tag }: ErrorReport): ScriptError {
  const text = kind === 'cancelled' ? 'The call was cancelled there.' : message
  return new ScriptError(`${alias}: ${text}`, {
    refId: refId ?? undefined,
    hint: hint ?? undefined,
    tag: tag ?? undefined,
  })
}

function sizeOf(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce((sum: number, each) => sum + sizeOf(each), 0)
}

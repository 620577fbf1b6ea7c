import { ByteQueue } from '../../base/byte-queue.ts'
import type { Engine, SessionHandle } from '../../engine/engine.ts'
import type { JobHandlers, Outcome } from '../../engine/jobs/job.ts'
import { reportError } from '../../engine/session/error-report.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { isUuid } from '../../values/elements/identifier.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type ClientRequest, type RequestHeader, readRequest, requestFlags } from '../../wire/request.ts'
import { errorFrame, messageFrame, okHeader } from '../../wire/response.ts'
import { WireError } from '../../wire/wire-error.ts'
import type { Limits, Reading } from '../../wire/wire-reader.ts'
import type { Remote, Sessions, Traffic } from '../sessions/sessions.ts'
import type { JobLimits } from '../users/access.ts'
import { answer } from './answer.ts'
import { ConnectionPushes, type StreamingWay } from './connection-pushes.ts'
import { ClientGone, type Outlet } from './outlet.ts'
import type { ReadBudget } from './read-budget.ts'
import type { RepeatedCalls } from './repeated-calls.ts'
import { withinLimit } from './result-limit.ts'

/** What a connection asks the node for. */
export interface ConnectionServices {
  readonly engine: Engine
  readonly sessions: Sessions
  /** The user's name in full. @throws ScriptError when the password is wrong, or the user may not log in. */
  readonly authenticate: (
    user: string,
    password: string,
    encrypted: boolean,
    remote: Remote,
  ) => Promise<string>
  /** @throws ScriptError when that user may not ask for that. */
  readonly admit: (user: string, request: ClientRequest['body']) => void
  /** What a user's jobs get at most; null: what they ask for. */
  readonly jobLimits: (user: string) => JobLimits | null
  readonly limits: Limits
  /** Bytes of the value of any job. */
  readonly resultBytes: number
  /** What all connections together may hold of requests that aren't complete. */
  readonly budget: ReadBudget
  readonly repeated: RepeatedCalls
  readonly log: (text: string) => void
}

// Printed messages that a client doesn't take are kept up to here.
const MOST_UNSENT = 64 * 2 ** 20

/**
 * One client: its requests are read from bytes as they come, run one after the other in its session, and answered
 * in order. Bytes that are no request end it.
 */
export class Connection {
  readonly #services: ConnectionServices
  readonly #outlet: Outlet
  readonly #remote: Remote
  readonly #queue = new ByteQueue()
  #reading: Reading<ClientRequest>
  // Bytes of the request that is being read, and of those behind it: they count against the budget.
  #held = 0
  #busy = false
  // Resolves when no whole request is left of what has come.
  #serving: Promise<void> = Promise.resolve()
  #closed = false
  #session: SessionHandle | null = null
  #running: number | null = null
  readonly #pushes: ConnectionPushes | null

  /** `streaming`: null where it takes no rows that weren't asked for. */
  constructor(
    services: ConnectionServices,
    outlet: Outlet,
    remote: Remote,
    streaming: StreamingWay | null = null,
  ) {
    this.#services = services
    this.#outlet = counted(outlet, services.sessions.traffic)
    this.#remote = remote
    this.#reading = readRequest(this.#queue, services.limits)
    const touch = () => this.#session && services.sessions.touch(this.#session)
    this.#pushes = streaming && new ConnectionPushes(this.#outlet, streaming, touch)
  }

  /** Bytes that came and weren't looked at yet. */
  get unread(): number {
    return this.#queue.available
  }

  /** Whether a request was begun and its end hasn't come. */
  get expecting(): boolean {
    return !this.#busy && this.#held > 0
  }

  /** Bytes from the client. Resolves when the next may be given: a client that doesn't wait is slowed down. */
  async receive(chunk: Uint8Array): Promise<void> {
    if (this.#closed) return
    this.#queue.push(chunk)
    this.#services.sessions.traffic.received += chunk.length
    this.#held += chunk.length
    if (!this.#services.budget.take(chunk.length)) return this.#refuse(TOO_MUCH)
    if (!this.#busy) this.#serving = this.#serveAll()
    await this.#serving
  }

  async #serveAll(): Promise<void> {
    this.#busy = true
    try {
      while (!this.#closed) {
        const step = this.#reading.next()
        if (!step.done) break
        this.#reading = readRequest(this.#queue, this.#services.limits)
        this.#release(this.#queue.available)
        await this.#serve(step.value)
        if (this.#queue.available === 0) break
      }
    } catch (error) {
      if (error instanceof ClientGone) return this.close()
      if (!(error instanceof WireError))
        this.#services.log(`A client's request failed: ${(error as Error).stack}`)
      await this.#refuse((error as Error).message)
    } finally {
      this.#busy = false
    }
  }

  /** The client went away, or is to go: its running job is cancelled, its session ends. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#pushes?.close()
    const { engine, sessions } = this.#services
    this.#release(0)
    if (this.#running !== null) engine.cancel(this.#running)
    if (this.#session) sessions.close(this.#session)
    this.#outlet.end()
  }

  async #refuse(reason: string): Promise<void> {
    if (this.#closed) return
    await this.#outlet.send([errorFrame(this.#id(), reason)]).catch(() => {})
    this.close()
  }

  #release(left: number): void {
    this.#services.budget.giveBack(this.#held - left)
    this.#held = left
  }

  #id(): bigint {
    return BigInt(this.#session?.id ?? 0)
  }

  async #serve(request: ClientRequest): Promise<void> {
    const { header, body } = request
    if (body.is === 'connect') {
      await this.#outlet.send([await this.#connect(body.login)])
      return
    }
    if (this.#pushes && header.flags & requestFlags.reverseStreaming) this.#pushes.wanted = true
    const session = this.#openSession()
    const { sessions, repeated } = this.#services
    sessions.touch(session)
    const outcome = await repeated.outcome(header.clientId, header.sequence, () =>
      this.#admitted(session.user, request),
    )
    sessions.touch(session)
    if (!outcome.ok) sessions.failed(session, outcome.error)
    if (header.flags & requestFlags.clearMemory) await this.#clear(session)
    if (!(header.flags & requestFlags.async)) await this.#answer(answer(this.#id(), header, outcome))
    this.#pushes?.requestEnded()
  }

  async #answer(chunks: Iterable<Uint8Array>): Promise<void> {
    const sent = this.#outlet.send(chunks)
    await (this.#pushes ? this.#pushes.during(sent) : sent)
  }

  #openSession(): SessionHandle {
    return (this.#session ??= this.#services.sessions.open(
      'guest',
      this.#remote,
      () => this.close(),
      this.#pushes,
    ))
  }

  // The answer to `connect`. A failed login leaves a guest's session, as clients that try again expect.
  async #connect(login: { user: string; password: string; encrypted: boolean } | null): Promise<Uint8Array> {
    const session = this.#openSession()
    if (login === null) return text(okHeader(this.#id(), 0))
    const { user, password, encrypted } = login
    try {
      session.user = await this.#services.authenticate(user, password, encrypted, this.#remote)
      return text(okHeader(this.#id(), 0))
    } catch (error) {
      if (error instanceof ScriptError) return errorFrame(this.#id(), error.message)
      throw error
    }
  }

  async #admitted(user: string, request: ClientRequest): Promise<Outcome> {
    try {
      this.#services.admit(user, request.body)
    } catch (error) {
      return { ok: false, error: reportError(error) }
    }
    const most = this.#services.jobLimits(user)
    return withinLimit(await this.#run(request, most), {
      user: most?.resultBytes ?? Number.POSITIVE_INFINITY,
      node: this.#services.resultBytes,
    })
  }

  async #run(request: ClientRequest, most: JobLimits | null): Promise<Outcome> {
    const { engine } = this.#services
    const { header, body } = request
    const session = this.#session!
    const handlers = this.#handlers(header, most)
    const started =
      body.is === 'script'
        ? engine.execute(session, atItsLine(body), handlers)
        : body.is === 'function'
          ? engine.call(session, body.callee, body.args.map(toTransferable), handlers)
          : body.is === 'variable'
            ? engine.assign(
                session,
                body.names.map((name, i) => [name, toTransferable(body.values[i]!)] as const),
              )
            : null
    if (!started) throw new WireError('A request after connect is a script, a function or variables.')
    this.#running = started.job
    try {
      return await started.outcome
    } finally {
      this.#running = null
    }
  }

  #handlers(header: RequestHeader, most: JobLimits | null): JobHandlers {
    const { clientId: client, sequence, cancellable, rootJob } = header
    const wanted = {
      priority: Math.min(header.priority, most?.priority ?? 9),
      parallelism: Math.min(header.parallelism, most?.parallelism ?? 64),
      urgent: (header.flags & requestFlags.urgent) !== 0,
      cancellable,
      ...(isUuid(rootJob) ? { rootId: rootJob.toLowerCase() } : {}),
      call: client === '' || sequence === 0 ? null : { client, sequence: Math.abs(sequence) },
    }
    return header.progress ? { ...wanted, onPrint: printed => this.#print(printed) } : wanted
  }

  #print(printed: string): void {
    if (this.#outlet.unsent > MOST_UNSENT) return this.close()
    void this.#outlet.send([messageFrame(printed)]).catch(() => this.close())
  }

  async #clear(session: SessionHandle): Promise<void> {
    await this.#services.engine.execute(session, 'undef all', {}).outcome
  }
}

const MOST_LINES = 1_000_000

// Faults are told by the line of the file that the script was taken from.
const atItsLine = ({ text, firstLine }: Extract<ClientRequest['body'], { is: 'script' }>) =>
  '\n'.repeat(Math.min(MOST_LINES, Math.max(0, firstLine - 1))) + text

const TOO_MUCH = 'The node is reading too much at once; try again later.'

function counted(outlet: Outlet, traffic: Traffic): Outlet {
  function* passing(parts: Iterable<Uint8Array>): Generator<Uint8Array> {
    for (const part of parts) {
      traffic.sent += part.length
      yield part
    }
  }
  return {
    send: parts => outlet.send(passing(parts)),
    get unsent() {
      return outlet.unsent
    },
    end: () => outlet.end(),
  }
}

const text = (line: string) => new TextEncoder().encode(line)

import { ByteQueue } from '../base/byte-queue.ts'
import type { Engine, SessionHandle } from '../engine/engine.ts'
import { type ErrorReport, reportError } from '../engine/error-report.ts'
import type { JobHandlers, Outcome } from '../engine/job.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { display } from '../values/format.ts'
import { fromTransferable, toTransferable } from '../values/transfer.ts'
import { ObjectEncoder } from '../wire/encode-object.ts'
import { type ClientRequest, readRequest, requestFlags } from '../wire/request.ts'
import { errorFrame, messageFrame, okHeader } from '../wire/response.ts'
import { WireError } from '../wire/wire-error.ts'
import type { Limits, Reading } from '../wire/wire-reader.ts'
import type { Remote, Sessions } from './sessions/sessions.ts'

/** Nobody takes the bytes any more. */
export class ClientGone extends Error {}

/** Where a connection's bytes go; TCP and WebSocket each have one. */
export interface Outlet {
  /** One message: a print frame or a whole answer. Resolves when more may be written. @throws ClientGone */
  send(parts: readonly Uint8Array[]): Promise<void>
  /** Ends the connection in order. */
  end(): void
}

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
  readonly limits: Limits
  readonly log: (text: string) => void
}

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
  #busy = false
  #closed = false
  #session: SessionHandle | null = null
  #running: number | null = null

  constructor(services: ConnectionServices, outlet: Outlet, remote: Remote) {
    this.#services = services
    this.#outlet = outlet
    this.#remote = remote
    this.#reading = readRequest(this.#queue, services.limits)
  }

  /** Bytes that came and weren't looked at yet. */
  get unread(): number {
    return this.#queue.available
  }

  /** Bytes from the client. Resolves when the next may be given: a client that doesn't wait is slowed down. */
  async receive(chunk: Uint8Array): Promise<void> {
    this.#queue.push(chunk)
    if (this.#busy) return
    this.#busy = true
    try {
      while (!this.#closed) {
        const step = this.#reading.next()
        if (!step.done) break
        this.#reading = readRequest(this.#queue, this.#services.limits)
        await this.#serve(step.value)
        if (this.#queue.available === 0) break
      }
    } catch (error) {
      if (error instanceof ClientGone) return this.close()
      if (!(error instanceof WireError))
        this.#services.log(`A client's request failed: ${(error as Error).stack}`)
      await this.#outlet.send([errorFrame(this.#id(), (error as Error).message)]).catch(() => {})
      this.close()
    } finally {
      this.#busy = false
    }
  }

  /** The client went away, or is to go: its running job is cancelled, its session ends. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    const { engine, sessions } = this.#services
    if (this.#running !== null) engine.cancel(this.#running)
    if (this.#session) sessions.close(this.#session)
    this.#outlet.end()
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
    const session = this.#openSession()
    const { sessions } = this.#services
    sessions.touch(session)
    const outcome = await this.#admitted(session.user, request)
    sessions.touch(session)
    if (header.flags & requestFlags.async) return
    await this.#answer(outcome)
  }

  #openSession(): SessionHandle {
    return (this.#session ??= this.#services.sessions.open('guest', this.#remote, () => this.close()))
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
    return this.#run(request)
  }

  async #run(request: ClientRequest): Promise<Outcome> {
    const { engine } = this.#services
    const { header, body } = request
    const session = this.#session!
    const handlers: JobHandlers = header.progress
      ? { onPrint: printed => void this.#outlet.send([messageFrame(printed)]).catch(() => this.close()) }
      : {}
    const started =
      body.is === 'script'
        ? engine.execute(session, body.text, handlers)
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

  async #answer(outcome: Outcome): Promise<void> {
    if (!outcome.ok) {
      await this.#outlet.send([errorFrame(this.#id(), errorLine(outcome.error))])
      return
    }
    if (outcome.value === undefined) {
      await this.#outlet.send([text(okHeader(this.#id(), 0))])
      return
    }
    const encoder = new ObjectEncoder(value => display(value))
    encoder.out.text(okHeader(this.#id(), 1))
    encoder.write(fromTransferable(outcome.value))
    await this.#outlet.send(encoder.out.parts())
  }
}

/** An error as DolphinDB's clients read it: tags first, one line, the identifier at the end. */
export function errorLine(error: ErrorReport): string {
  const tag = error.tag ?? ''
  const refId = error.refId === null ? '' : ` RefId: ${error.refId}`
  if (tag !== '' || error.source === null || error.span === null) return `${tag}${error.message}${refId}`
  const fragment = error.source.slice(error.span.start, error.span.end).replaceAll(/\s+/g, ' ')
  return `${fragment} => ${error.message}${refId}`
}

const text = (line: string) => new TextEncoder().encode(line)

import { ByteQueue } from '../base/byte-queue.ts'
import type { Value } from '../values/value.ts'
import { type Answer, readAnswer, writeRequest } from '../wire/client-side.ts'
import type { Reading } from '../wire/wire-reader.ts'

/** Bytes to and from a node: a TCP socket, or a WebSocket in a browser. */
export interface Transport {
  send(parts: readonly Uint8Array[]): void
  close(): void
  /** Set by the connection. */
  onBytes: (chunk: Uint8Array) => void
  onClose: (reason: string) => void
}

/** The node said no. */
export class ServerError extends Error {}

/** The connection couldn't be made, or broke. */
export class ConnectionError extends Error {}

export interface RunOptions {
  /** Printed messages, as they come. */
  readonly onPrint?: (text: string) => void
  /** On a worker that ordinary jobs can't block. */
  readonly urgent?: boolean
  /** Columns of tables go compressed, both ways. */
  readonly compress?: boolean
  /** Rows a block of a large table (8,192 or more); the blocks come as a tuple of tables. */
  readonly fetchSize?: number
}

/** Tells the calls of one client apart, so that a repeated one isn't run twice. */
export interface CallNumber {
  readonly client: string
  /** Negative when the call may have run already. */
  readonly sequence: number
}

/** One session on a node, over DolphinDB's protocol. Calls are answered in the order they were made. */
export class ClientConnection {
  readonly #transport: Transport
  readonly #queue = new ByteQueue()
  #session = '0'
  #waiting: {
    reading: Reading<Answer>
    resolve: (value: Value | undefined) => void
    reject: (error: Error) => void
  } | null = null
  #last: Promise<unknown> = Promise.resolve()
  #closed: string | null = null
  /** How often something has come. */
  heard = 0

  constructor(transport: Transport) {
    this.#transport = transport
    transport.onBytes = chunk => this.#receive(chunk)
    transport.onClose = reason => this.#lost(reason)
  }

  /** The session's number on the node. */
  get session(): string {
    return this.#session
  }

  /** Opens the session; without a user as guest. @throws ServerError for a wrong password. */
  async connect(user?: string, password?: string): Promise<void> {
    await this.#ask(
      user === undefined ? 'connect\n' : `connect\nlogin\n${user}\n${password ?? ''}\nfalse`,
      [],
      {},
    )
  }

  /** Runs a script; the value of its last statement, if it has one. @throws ServerError, ConnectionError */
  run(script: string, options: RunOptions = {}, number?: CallNumber): Promise<Value | undefined> {
    return this.#ask(`script\n${script}`, [], options, number)
  }

  /** Calls a function by name, or by an expression that gives one. */
  call(
    callee: string,
    args: readonly Value[],
    options: RunOptions = {},
    number?: CallNumber,
  ): Promise<Value | undefined> {
    return this.#ask(`function\n${callee}\n${args.length}\n1`, args, options, number)
  }

  /** Sets variables of the session. */
  async assign(values: Readonly<Record<string, Value>>, number?: CallNumber): Promise<void> {
    const names = Object.keys(values)
    await this.#ask(`variable\n${names.join(',')}\n${names.length}\n1`, Object.values(values), {}, number)
  }

  /** Whether it broke or was closed. */
  get closed(): boolean {
    return this.#closed !== null
  }

  close(): void {
    this.break('The connection was closed.')
  }

  /** Ends it: the call that waits fails with a ConnectionError of this reason. */
  break(reason: string): void {
    this.#transport.close()
    this.#lost(reason)
  }

  #ask(
    body: string,
    args: readonly Value[],
    options: RunOptions,
    number?: CallNumber,
  ): Promise<Value | undefined> {
    const asked = this.#last.then(
      () =>
        new Promise<Value | undefined>((resolve, reject) => {
          if (this.#closed !== null) return reject(new ConnectionError(this.#closed))
          const onPrint = options.onPrint ?? (() => {})
          this.#waiting = { reading: readAnswer(this.#queue, onPrint), resolve, reject }
          this.#transport.send(writeRequest(this.#session, body, args, { ...options, number }))
        }),
    )
    this.#last = asked.catch(() => {})
    return asked
  }

  #receive(chunk: Uint8Array): void {
    this.heard++
    this.#queue.push(chunk)
    const waiting = this.#waiting
    if (!waiting) return
    let step: IteratorResult<void, Answer>
    try {
      step = waiting.reading.next()
    } catch (error) {
      this.#transport.close()
      return this.#lost(`The node's answer isn't understood: ${(error as Error).message}`)
    }
    if (!step.done) return
    this.#waiting = null
    const answer = step.value
    this.#session = answer.session
    if (answer.error === null) waiting.resolve(answer.value)
    else waiting.reject(new ServerError(answer.error))
  }

  #lost(reason: string): void {
    this.#closed ??= reason
    this.#waiting?.reject(new ConnectionError(reason))
    this.#waiting = null
  }
}

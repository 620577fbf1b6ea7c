import { connect, type Socket } from 'node:net'
import { ByteQueue } from '../../src/base/byte-queue.ts'
import type { Value } from '../../src/values/value.ts'
import { readAnswer, writeRequest } from '../../src/wire/client-side.ts'
import { ObjectDecoder } from '../../src/wire/decode-object.ts'
import type { Reading } from '../../src/wire/wire-reader.ts'
import { scriptValue } from '../script-value.ts'

const LIMITS = { vectorBytes: 2 ** 30, depth: 8 }

export interface Push {
  readonly sent: bigint
  readonly offset: bigint
  readonly topic: string
  readonly value: Value
}

/** A client over TCP whose requests say that it takes rows unasked (flag 131072), byte by byte as it is described. */
export class ReverseSubscriber {
  readonly #queue = new ByteQueue()
  readonly #socket: Socket
  #closed = false
  #wake = () => {}

  private constructor(socket: Socket) {
    this.#socket = socket
    const wake = () => this.#wake()
    socket.on('data', chunk => {
      this.#queue.push(chunk)
      wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.#closed = true
      wake()
    })
  }

  static async open(port: number, user?: string, password = ''): Promise<ReverseSubscriber> {
    const subscriber = new ReverseSubscriber(connect(port, '127.0.0.1'))
    await subscriber.ask(user === undefined ? 'connect\n' : `connect\nlogin\n${user}\n${password}\nfalse`)
    return subscriber
  }

  /** Calls a function; the arguments are scripts. @throws the node's error */
  call(name: string, ...args: string[]): Promise<Value | undefined> {
    return this.ask(`function\n${name}\n${args.length}\n1`, args.map(scriptValue))
  }

  async ask(body: string, args: readonly Value[] = []): Promise<Value | undefined> {
    const parts = writeRequest('0', body, args).map(part => Buffer.from(part))
    // The flag in the place of those that our own client sends.
    parts[0] = Buffer.from(parts[0]!.toString('latin1').replace('/ 0_', '/ 131072_'), 'latin1')
    for (const part of parts) this.#socket.write(part)
    const { error, value } = await this.#read(readAnswer(this.#queue, () => {}))
    if (error !== null) throw new Error(error)
    return value
  }

  /** The next push; null: the node has ended the connection. */
  async push(): Promise<Push | null> {
    return this.#read(readPush(this.#queue)).catch(() => null)
  }

  /** Reads nothing any more, so that what the node sends stays there. */
  stall(): void {
    this.#socket.pause()
  }

  goOn(): void {
    this.#socket.resume()
  }

  close(): void {
    this.#socket.destroy()
  }

  async #read<T>(reading: Reading<T>): Promise<T> {
    while (true) {
      const step = reading.next()
      if (step.done) return step.value
      if (this.#closed) throw new Error('The connection has ended.')
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
  }
}

function* readPush(queue: ByteQueue): Reading<Push> {
  while (queue.available < 17) yield
  const head = Buffer.from(queue.take(17))
  if (head[0] !== 1) throw new Error(`A push begins with 1, not with ${head[0]}.`)
  let length: number
  while ((length = queue.indexOf(0, 1024)) < 0) yield
  const topic = Buffer.from(queue.take(length)).toString()
  queue.take(1)
  const value = yield* new ObjectDecoder(queue, LIMITS).read()
  return { sent: head.readBigInt64LE(1), offset: head.readBigInt64LE(9), topic, value }
}

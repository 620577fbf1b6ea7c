import { lookup } from 'node:dns/promises'
import { connect, type Socket } from 'node:net'
import type { Channel, Network } from '../network.ts'
import { UnreachableError } from '../transport.ts'
import { anyServer, clientSide, serverSide } from './secure-socket.ts'

/** The machine's network: TCP. */
export const realNetwork: Network = {
  connect: (host, port, milliseconds) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port, noDelay: true, keepAlive: true })
      const late = setTimeout(
        () => socket.destroy(new Error(`no answer within ${milliseconds} milliseconds`)),
        milliseconds,
      )
      const refuse = (error: NodeJS.ErrnoException) => {
        clearTimeout(late)
        const why = error.code === 'ECONNREFUSED' ? 'nothing listens there' : error.message
        reject(new UnreachableError(`${host}:${port} can't be reached: ${why}.`))
      }
      socket.once('error', refuse)
      socket.once('connect', () => {
        clearTimeout(late)
        socket.off('error', refuse)
        resolve(socketChannel(socket))
      })
    }),
  resolve: async host => {
    try {
      return (await lookup(host.replace(/^\[|\]$/g, ''), { all: true })).map(({ address }) => address)
    } catch {
      return []
    }
  },
}

/** A connected socket as a channel. `first`: bytes that were read from it already. */
export function socketChannel(socket: Socket, first: Uint8Array | null = null): Channel {
  return new SocketChannel(socket, first)
}

class SocketChannel implements Channel {
  readonly remoteAddress: string
  #socket: Socket
  #early: Uint8Array[] = []
  #receive: ((chunk: Uint8Array) => void) | null = null
  #closed = false
  #reason = 'The other side closed the connection.'
  onClose: (reason: string) => void = () => {}

  constructor(socket: Socket, first: Uint8Array | null) {
    this.remoteAddress = socket.remoteAddress ?? ''
    this.#socket = socket
    if (first) this.#early.push(first)
    this.#listen(socket)
  }

  get unsent(): number {
    return this.#socket.writableLength
  }

  get onBytes(): (chunk: Uint8Array) => void {
    return this.#receive ?? (() => {})
  }

  set onBytes(receive: (chunk: Uint8Array) => void) {
    this.#receive = receive
    for (const chunk of this.#early.splice(0)) receive(chunk)
  }

  write(parts: readonly Uint8Array[]): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return Promise.reject(new UnreachableError(this.#reason))
    let full = false
    this.#gather(socket)
    for (const part of parts) full = !socket.write(part)
    return full ? this.#drained(socket) : Promise.resolve()
  }

  // All that is written in one turn goes to the system at once: each call of it may wake another process.
  #gather(socket: Socket): void {
    if (socket.writableCorked > 0) return
    socket.cork()
    process.nextTick(() => socket.uncork())
  }

  flow(on: boolean): void {
    if (on) this.#socket.resume()
    else this.#socket.pause()
  }

  async encrypt(key: Uint8Array | null, side: 'client' | 'server'): Promise<void> {
    const plain = this.#socket
    plain.uncork()
    plain.removeAllListeners('data')
    const encrypted =
      key === null ? anyServer(plain) : side === 'client' ? clientSide(plain, key) : serverSide(plain, key)
    await new Promise<void>((resolve, reject) => {
      const failed = (error: Error) => reject(new UnreachableError(`Encryption failed: ${error.message}.`))
      const ended = () => failed(new Error('the other side has another secret, or left'))
      encrypted.once('error', failed)
      encrypted.once('close', ended)
      encrypted.once(side === 'client' ? 'secureConnect' : 'secure', () => {
        encrypted.off('error', failed)
        encrypted.off('close', ended)
        resolve()
      })
    })
    plain.removeAllListeners('close')
    this.#socket = encrypted
    this.#listen(encrypted)
  }

  end(): void {
    this.#reason = 'The connection was closed on this side.'
    this.#socket.end()
  }

  close(): void {
    this.#reason = 'The connection was closed on this side.'
    this.#socket.destroy()
  }

  #listen(socket: Socket): void {
    socket.on('data', chunk => (this.#receive ? this.#receive(chunk) : void this.#early.push(chunk)))
    socket.on('error', error => {
      this.#reason = `The connection broke: ${error.message}.`
      socket.destroy()
    })
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      if (this.#closed) return
      this.#closed = true
      this.onClose(this.#reason)
    })
  }

  #drained(socket: Socket): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (done: () => void) => () => {
        socket.off('drain', drained)
        socket.off('close', gone)
        done()
      }
      const drained = settle(resolve)
      const gone = settle(() => reject(new UnreachableError(this.#reason)))
      socket.on('drain', drained)
      socket.on('close', gone)
    })
  }
}

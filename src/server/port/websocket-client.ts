import type { Socket } from 'node:net'
import { Connection, type ConnectionServices } from './connection.ts'
import type { StreamingWay } from './connection-pushes.ts'
import { ClientGone, type Outlet } from './outlet.ts'
import { remoteOf } from './remote.ts'
import type { StallGuard } from './stall-guard.ts'

/** What we use of a `ws` socket. */
export interface WebSocketLike {
  binaryType: string
  readonly bufferedAmount: number
  on(event: 'message', listener: (data: Uint8Array | Uint8Array[], isBinary: boolean) => void): void
  on(event: 'close' | 'error' | 'ping' | 'pong', listener: () => void): void
  send(data: Uint8Array, options: { binary: true; fin: boolean }, sent: (error?: Error) => void): void
  pause(): void
  resume(): void
  close(code: number): void
}

/** Sub-protocols that are other languages or other protocols, and what to tell who asks for one. */
const refused: Readonly<Record<string, string>> = {
  python: 'Porpoise runs DolphinDB scripts only: the Python parser is not there.',
  q: 'Porpoise runs DolphinDB scripts only: the q parser is not there.',
  debug: 'The debugger is not there.',
}

/** Why a WebSocket of these sub-protocols (as the header lists them) is refused, or null. */
export function refusalOf(protocols: string): string | null {
  for (const name of protocols.split(',')) if (refused[name.trim()]) return refused[name.trim()]!
  return null
}

/** What the sub-protocol (as the header lists them) and the address say of rows that the client is to be sent. */
export function streamingOf(protocols: string, url: string): StreamingWay | null {
  if (!protocols.split(',').some(name => name.trim() === 'streaming')) return null
  const filter = new URL(url, 'ws://node').searchParams.get('filter')?.trim() ?? ''
  return { fromStart: true, nanoseconds: true, takesTables: true, filter }
}

/**
 * Serves a client of DolphinDB's protocol: one message a request, one message a printed text, an answer or pushed rows. `raw` is the
 * socket below: a message's bytes count against the budget as they come, though they are seen only when it is complete.
 */
export function serveWebSocketClient(
  socket: WebSocketLike,
  raw: Socket,
  services: ConnectionServices,
  guard: StallGuard,
  streaming: StreamingWay | null,
): void {
  const connection = new Connection(services, webSocketOutlet(socket), remoteOf(raw), streaming)
  const { budget } = services
  let partial = 0
  const whole = () => {
    budget.giveBack(partial)
    partial = 0
  }
  const guarded = {
    progress: () => raw.bytesRead + raw.bytesWritten - raw.writableLength,
    waiting: () => partial > 0 || raw.writableLength > 0,
    drop: () => raw.destroy(),
  }
  guard.watch(guarded)
  raw.prependListener('data', (chunk: Uint8Array) => {
    partial += chunk.length
    if (!budget.take(chunk.length)) raw.destroy()
  })
  socket.binaryType = 'fragments'
  socket.on('message', data => {
    whole()
    const chunks = Array.isArray(data) ? data : [data]
    // A second message before the answer to the first waits outside.
    socket.pause()
    void Promise.all(chunks.map(chunk => connection.receive(chunk))).then(() => socket.resume())
  })
  socket.on('ping', whole)
  socket.on('pong', whole)
  const gone = () => {
    whole()
    guard.forget(guarded)
    connection.close()
  }
  socket.on('close', gone)
  socket.on('error', gone)
}

// Fragments of about this many bytes: large pieces go as they are, small ones together.
const FRAGMENT = 1 << 16

function webSocketOutlet(socket: WebSocketLike): Outlet {
  const write = (part: Uint8Array, fin: boolean) =>
    new Promise<void>((resolve, reject) =>
      socket.send(part, { binary: true, fin }, error => (error ? reject(new ClientGone()) : resolve())),
    )
  return {
    // The chunks are fragments of one message, of which the last is known only when there is none behind it.
    async send(chunks) {
      let last: Uint8Array | null = null
      for (const fragment of fragments(chunks)) {
        if (last) await write(last, false)
        last = fragment
      }
      await write(last ?? new Uint8Array(0), true)
    },
    get unsent() {
      return socket.bufferedAmount
    },
    end: () => socket.close(1000),
  }
}

function* fragments(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  let small: Uint8Array[] = []
  let bytes = 0
  for (const chunk of chunks) {
    if (bytes > 0 && bytes + chunk.length > FRAGMENT) {
      yield Buffer.concat(small)
      small = []
      bytes = 0
    }
    if (chunk.length > FRAGMENT) yield chunk
    else {
      small.push(chunk)
      bytes += chunk.length
    }
  }
  if (bytes > 0) yield Buffer.concat(small)
}

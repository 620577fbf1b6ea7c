import { ClientGone, Connection, type ConnectionServices, type Outlet } from './connection.ts'
import type { Remote } from './sessions/sessions.ts'

/** What we use of a `ws` socket. */
export interface WebSocketLike {
  binaryType: string
  on(event: 'message', listener: (data: Uint8Array | Uint8Array[], isBinary: boolean) => void): void
  on(event: 'close' | 'error', listener: () => void): void
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

/** Serves a client of DolphinDB's protocol: one message a request, one message a printed text or an answer. */
export function serveWebSocketClient(
  socket: WebSocketLike,
  remote: Remote,
  services: ConnectionServices,
): void {
  const connection = new Connection(services, webSocketOutlet(socket), remote)
  socket.binaryType = 'fragments'
  socket.on('message', data => {
    const chunks = Array.isArray(data) ? data : [data]
    // A second message before the answer to the first waits outside.
    socket.pause()
    let taken = Promise.resolve()
    for (const chunk of chunks) taken = connection.receive(chunk)
    void taken.then(() => socket.resume())
  })
  socket.on('close', () => connection.close())
  socket.on('error', () => connection.close())
}

function webSocketOutlet(socket: WebSocketLike): Outlet {
  const write = (part: Uint8Array, fin: boolean) =>
    new Promise<void>((resolve, reject) =>
      socket.send(part, { binary: true, fin }, error => (error ? reject(new ClientGone()) : resolve())),
    )
  return {
    // The parts are fragments of one message. All are given at once, so that no other message gets between them.
    async send(parts) {
      await Promise.all(parts.map((part, i) => write(part, i === parts.length - 1)))
    },
    end: () => socket.close(1000),
  }
}

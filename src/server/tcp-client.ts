import type { Socket } from 'node:net'
import { ClientGone, Connection, type ConnectionServices, type Outlet } from './connection.ts'
import type { Remote } from './sessions/sessions.ts'

// A client that sends on while its request runs is read so far ahead, and then no further.
const READ_AHEAD = 1 << 20

/** Serves a client of DolphinDB's protocol on a socket of its own. `first` are the bytes that told what it is. */
export function serveTcpClient(socket: Socket, first: Uint8Array, services: ConnectionServices): void {
  const connection = new Connection(services, tcpOutlet(socket), remoteOf(socket))
  const give = (chunk: Uint8Array) => {
    const taken = connection.receive(chunk)
    if (connection.unread < READ_AHEAD) return
    socket.pause()
    void taken.then(() => socket.resume())
  }
  socket.on('data', give)
  socket.on('close', () => connection.close())
  give(first)
}

/** Where a client is. An IPv4 client of a socket that takes both comes as an IPv6 address. */
export const remoteOf = ({ remoteAddress, remotePort }: Socket): Remote => ({
  ip: (remoteAddress ?? '').replace(/^::ffff:/, ''),
  port: remotePort ?? 0,
})

function tcpOutlet(socket: Socket): Outlet {
  return {
    async send(parts) {
      socket.cork()
      let taken = true
      for (const part of parts) taken = socket.write(part)
      socket.uncork()
      if (socket.destroyed) throw new ClientGone()
      if (!taken) await drained(socket)
    },
    end: () => socket.end(),
  }
}

// Resolves when the socket takes more, rejects when it closes first.
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => () => {
      socket.off('drain', done)
      socket.off('close', gone)
      act()
    }
    const done = settle(resolve)
    const gone = settle(() => reject(new ClientGone()))
    socket.on('drain', done)
    socket.on('close', gone)
  })
}

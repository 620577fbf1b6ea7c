import { createServer, type Server, type Socket } from 'node:net'
import { ClientGone, Connection, type ConnectionServices, type Outlet } from './connection.ts'
import type { Remote } from './sessions/sessions.ts'

export interface Listener {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

/** Listens on one port for everything: the first bytes of a connection tell what it is. @throws when the port is taken. */
export function listen(host: string, port: number, services: ConnectionServices): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ noDelay: true, keepAlive: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Without a listener an error of one connection would end the process.
    socket.on('error', () => socket.destroy())
    socket.once('data', first => accept(socket, first, services))
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address() as { port: number }
      resolve({
        host,
        port: address.port,
        close: () =>
          new Promise(done => {
            server.close(() => done())
            for (const socket of sockets) socket.destroy()
          }),
      })
    })
  })
}

function accept(socket: Socket, first: Buffer, services: ConnectionServices): void {
  if (first.subarray(0, 3).toString('latin1') !== 'API') {
    socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
    return
  }
  const connection = new Connection(services, tcpOutlet(socket), remoteOf(socket))
  // A chunk at a time: while a request is served the socket isn't read, which slows a client that doesn't wait.
  const give = (chunk: Buffer) => {
    socket.pause()
    void connection.receive(chunk).then(() => socket.resume())
  }
  socket.on('data', give)
  socket.on('close', () => connection.close())
  give(first)
}

// An IPv4 client of a socket that takes both comes as an IPv6 address.
const remoteOf = ({ remoteAddress, remotePort }: Socket): Remote => ({
  ip: (remoteAddress ?? '').replace(/^::ffff:/, ''),
  port: remotePort ?? 0,
})

function tcpOutlet(socket: Socket): Outlet {
  return {
    async send(parts) {
      for (const part of parts) {
        if (socket.destroyed) throw new ClientGone()
        if (!socket.write(part)) await drained(socket)
      }
    },
    end: () => socket.end(),
  }
}

// Resolves when the socket takes more, rejects when it closes first.
function drained(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      socket.off('drain', done)
      socket.off('close', gone)
      resolve()
    }
    const gone = () => {
      socket.off('drain', done)
      socket.off('close', gone)
      reject(new ClientGone())
    }
    socket.on('drain', done)
    socket.on('close', gone)
  })
}

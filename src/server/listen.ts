import { createServer, type Server, type Socket } from 'node:net'
import type { Channel } from '../host/network.ts'
import { socketChannel } from '../host/real/network.ts'
import type { ConnectionServices } from './connection.ts'
import { protocolOf } from './first-bytes.ts'
import type { HttpServer } from './http-server.ts'
import { serveTcpClient } from './tcp-client.ts'

export interface Listener {
  readonly host: string
  readonly port: number
  close(): Promise<void>
}

/** Who takes the connections of other nodes. */
export interface PeerDoor {
  accept(channel: Channel): void
}

/** Who serves what comes through the port besides clients of DolphinDB's protocol; null: it is sent away. */
export interface Doors {
  readonly http: HttpServer | null
  readonly peers: PeerDoor | null
}

/** Listens on one port for everything: the first bytes of a connection tell what it is. @throws when the port is taken. */
export function listen(
  host: string,
  port: number,
  services: ConnectionServices,
  doors: Doors,
): Promise<Listener> {
  const sockets = new Set<Socket>()
  const server: Server = createServer({ noDelay: true, keepAlive: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Without a listener an error of one connection would end the process.
    socket.on('error', () => socket.destroy())
    accept(socket, services, doors)
  })
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      const address = server.address() as { port: number }
      resolve({
        host,
        port: address.port,
        close: async () => {
          const closed = new Promise(done => server.close(done))
          for (const socket of sockets) socket.destroy()
          await doors.http?.close()
          await closed
        },
      })
    })
  })
}

// Bytes that don't tell yet are kept until more have come.
function accept(socket: Socket, services: ConnectionServices, doors: Doors): void {
  let first: Buffer = Buffer.alloc(0)
  const look = (chunk: Buffer) => {
    first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
    const protocol = protocolOf(first)
    if (protocol === null) return
    socket.off('data', look)
    // Nothing may come between two listeners: reading goes on once the new one is there.
    socket.pause()
    if (protocol === 'api') serveTcpClient(socket, first, services)
    else if (protocol === 'peer' && doors.peers) doors.peers.accept(socketChannel(socket, first))
    else if (protocol === 'http' && doors.http) {
      socket.unshift(first)
      doors.http.accept(socket)
    } else socket.end('This port speaks DolphinDB\'s protocol ("API …"), HTTP and WebSocket.\n')
    socket.resume()
  }
  socket.on('data', look)
}

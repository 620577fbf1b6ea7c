import { createServer, type Server, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Channel } from '../../host/network.ts'
import { socketChannel } from '../../host/real/network.ts'
import { errorFrame } from '../../wire/response.ts'
import type { ConnectionServices } from './connection.ts'
import { type Protocol, protocolOf } from './first-bytes.ts'
import type { HttpServer } from './http-server.ts'
import type { StallGuard } from './stall-guard.ts'
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

/** What an encrypted connection is served with, as PEM texts. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
}

/** Who serves what comes through the port besides clients of DolphinDB's protocol; null: it is sent away. */
export interface Doors {
  readonly http: HttpServer | null
  readonly peers: PeerDoor | null
  /** Encrypts what begins with a TLS handshake; plain HTTP is then sent to the encrypted one. */
  readonly tls?: Certificate | null
  /** Ends connections that stand still before they say what they are. */
  readonly guard: StallGuard
  /** Clients beyond this many are told so and sent away. Other nodes don't count. */
  readonly maxConnections: number
  /** Beyond this many sockets, new ones are closed unread, so that there are files left for those within. */
  readonly mostSockets: number
}

/** Listens on one port for everything: the first bytes of a connection tell what it is. @throws when the port is taken. */
export function listen(
  host: string,
  port: number,
  services: ConnectionServices,
  doors: Doors,
): Promise<Listener> {
  const sockets = new Set<Socket>()
  const entrance = new Entrance(services, doors)
  const server: Server = createServer({ noDelay: true, keepAlive: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    entrance.admit(socket, false)
  })
  boundSockets(server, sockets, doors.mostSockets, services.log)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host, backlog: 4096 }, () => {
      server.off('error', reject)
      // As when a socket can't be accepted: the others go on.
      server.on('error', error => services.log(`A connection wasn't accepted: ${error.message}`))
      const address = server.address() as { port: number }
      resolve({
        host,
        port: address.port,
        // Nobody comes in any more before those within are sent away: a client that fails over shall not come back here.
        close: async () => {
          const closed = new Promise(done => server.close(done))
          for (const socket of sockets) socket.destroy()
          await doors.http?.close()
          doors.guard.close()
          await closed
        },
      })
    })
  })
}

// Told once, and again only after there was room.
function boundSockets(
  server: Server,
  sockets: ReadonlySet<Socket>,
  most: number,
  log: (text: string) => void,
): void {
  if (Number.isFinite(most)) server.maxConnections = most
  let isFull = false
  server.on('drop', () => {
    if (!isFull) log(`Connections are closed unread: ${sockets.size} are open, and no more files may be.`)
    isFull = true
  })
  server.on('connection', () => {
    if (sockets.size < 0.9 * most) isFull = false
  })
}

class Entrance {
  readonly #services: ConnectionServices
  readonly #doors: Doors
  readonly #secure: ReturnType<typeof createSecureContext> | null
  #clients = 0

  constructor(services: ConnectionServices, doors: Doors) {
    this.#services = services
    this.#doors = doors
    this.#secure = doors.tls ? createSecureContext({ cert: doors.tls.certificate, key: doors.tls.key }) : null
  }

  /** Looks at the first bytes, and gives the socket to who serves them. Bytes that don't tell yet are kept. */
  admit(socket: Socket, encrypted: boolean): void {
    const { guard } = this.#doors
    const guarded = {
      progress: () => socket.bytesRead,
      waiting: () => true,
      drop: () => socket.destroy(),
    }
    guard.watch(guarded)
    // Without a listener an error of one connection would end the process.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => guard.forget(guarded))
    let first: Buffer = Buffer.alloc(0)
    const look = (chunk: Buffer) => {
      first = first.length === 0 ? chunk : Buffer.concat([first, chunk])
      const protocol = protocolOf(first)
      if (protocol === null) return
      socket.off('data', look)
      guard.forget(guarded)
      // Nothing may come between two listeners: reading goes on once the new one is there.
      socket.pause()
      const isEncrypted = protocol === 'tls' && this.#secure !== null && !encrypted
      if (isEncrypted) return this.#encrypt(socket, first)
      this.#give(socket, first, protocol, encrypted)
      socket.resume()
    }
    socket.on('data', look)
  }

  #give(socket: Socket, first: Buffer, protocol: Protocol, encrypted: boolean): void {
    const { http, peers, guard } = this.#doors
    if (protocol === 'peer' && peers) return peers.accept(socketChannel(socket, first))
    if (protocol === 'api') {
      if (!this.#count(socket)) return void socket.end(errorFrame(0n, this.#full()))
      return serveTcpClient(socket, first, this.#services, guard)
    }
    if (protocol === 'http' && http) {
      if (!this.#count(socket)) return void socket.end(plainAnswer('503 Service Unavailable', this.#full()))
      if (this.#secure && !encrypted) {
        return void socket.end(plainAnswer('426 Upgrade Required', 'This node speaks HTTPS only.'))
      }
      socket.unshift(first)
      return http.accept(socket)
    }
    socket.end('This port speaks DolphinDB\'s protocol ("API …"), HTTP and WebSocket.\n')
  }

  // TLS reads from below the stream, which must not flow beside it.
  #encrypt(socket: Socket, first: Buffer): void {
    socket.unshift(first)
    const inside = new TLSSocket(socket, { isServer: true, secureContext: this.#secure! })
    socket.on('close', () => inside.destroy())
    this.admit(inside, true)
  }

  #count(socket: Socket): boolean {
    if (this.#clients >= this.#doors.maxConnections) return false
    this.#clients++
    socket.on('close', () => this.#clients--)
    return true
  }

  #full(): string {
    return `This node has as many connections as it takes: ${this.#doors.maxConnections} (maxConnections).`
  }
}

const plainAnswer = (status: string, text: string) =>
  `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
  `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`

import type { Socket } from 'node:net'
import { Connection, type ConnectionServices } from './connection.ts'
import type { StreamingWay } from './connection-pushes.ts'
import { ClientGone, type Outlet } from './outlet.ts'
import { remoteOf } from './remote.ts'
import type { StallGuard } from './stall-guard.ts'

// A client that sends on while its request runs is read so far ahead, and then no further.
const READ_AHEAD = 1 << 20

const STREAMING: StreamingWay = { fromStart: false, nanoseconds: false, takesTables: false, filter: '' }

/** Serves a client of DolphinDB's protocol on a socket of its own. `first` are the bytes that told what it is. */
export function serveTcpClient(
  socket: Socket,
  first: Uint8Array,
  services: ConnectionServices,
  guard: StallGuard,
): void {
  const connection = new Connection(services, tcpOutlet(socket), remoteOf(socket), STREAMING)
  const guarded = {
    progress: () => socket.bytesRead + socket.bytesWritten - socket.writableLength,
    waiting: () => connection.expecting || socket.writableLength > 0,
    drop: () => socket.destroy(),
  }
  guard.watch(guarded)
  const give = (chunk: Uint8Array) => {
    const taken = connection.receive(chunk)
    if (connection.unread < READ_AHEAD) return
    socket.pause()
    void taken.then(() => socket.resume())
  }
  socket.on('data', give)
  socket.on('close', () => {
    guard.forget(guarded)
    connection.close()
  })
  give(first)
}

// Pieces are given to the system together, so that a small answer is one packet.
const CORKED = 1 << 16

function tcpOutlet(socket: Socket): Outlet {
  // Printed messages may wait by the thousand.
  let draining: Promise<void> | null = null
  const drained = () =>
    (draining ??= whenDrained(socket).finally(() => {
      draining = null
    }))
  return {
    async send(chunks) {
      let corked = 0
      socket.cork()
      try {
        for (const chunk of chunks) {
          socket.write(chunk)
          if (socket.destroyed) throw new ClientGone()
          if ((corked += chunk.length) < CORKED) continue
          socket.uncork()
          if (socket.writableNeedDrain) await drained()
          corked = 0
          socket.cork()
        }
      } finally {
        socket.uncork()
      }
      if (socket.writableNeedDrain) await drained()
    },
    get unsent() {
      return socket.writableLength
    },
    end: () => socket.end(),
  }
}

// Resolves when the socket takes more, rejects when it closes first.
function whenDrained(socket: Socket): Promise<void> {
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
    if (socket.destroyed) gone()
  })
}

import { connect } from 'node:net'
import { type ByteTransport, UnreachableError } from '../transport.ts'

/** Connects to host:port. @throws UnreachableError when that fails or takes longer than `timeout` milliseconds. */
export function tcpTransport(host: string, port: number, timeout = 10_000): Promise<ByteTransport> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, keepAlive: true, timeout })
    const transport: ByteTransport = {
      send: parts => {
        socket.cork()
        for (const part of parts) socket.write(part)
        socket.uncork()
      },
      close: () => socket.destroy(),
      onBytes: () => {},
      onClose: () => {},
    }
    let reason = 'The node closed the connection.'
    socket.once('connect', () => {
      socket.setTimeout(0)
      resolve(transport)
    })
    socket.on('timeout', () => socket.destroy(new Error(`no answer within ${timeout / 1000} seconds`)))
    socket.on('data', chunk => transport.onBytes(chunk))
    socket.on('error', error => {
      reason = `The connection broke: ${error.message}`
      reject(new UnreachableError(`Can't connect to ${host}:${port}: ${messageOf(error)}`))
    })
    socket.on('close', () => transport.onClose(reason))
  })
}

function messageOf(error: NodeJS.ErrnoException): string {
  if (error.code === 'ECONNREFUSED') return 'nothing listens there.'
  if (error.code === 'ENOTFOUND') return 'there is no host of that name.'
  return error.message
}

import { type ByteTransport, UnreachableError } from '../transport.ts'

/**
 * Bytes over a WebSocket, in browsers and in Node. Parts given together go as one message.
 * @throws UnreachableError when the node can't be reached.
 */
export function webSocketTransport(url: string): Promise<ByteTransport> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url)
    socket.binaryType = 'arraybuffer'
    let open = false
    const transport: ByteTransport = {
      send: parts => socket.send(oneMessage(parts)),
      close: () => socket.close(1000),
      onBytes: () => {},
      onClose: () => {},
    }
    socket.onopen = () => {
      open = true
      resolve(transport)
    }
    socket.onmessage = event => transport.onBytes(new Uint8Array(event.data as ArrayBuffer))
    socket.onclose = event => {
      if (!open) return reject(new UnreachableError(`Can't connect to ${url}.`))
      transport.onClose(
        event.code === 1000 ? 'The node closed the connection.' : `The connection broke (${event.code}).`,
      )
    }
  })
}

// Browsers refuse shared memory, so that one copy is made in any case.
function oneMessage(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

import { ConnectionError, type Transport } from '../../src/client/connection.ts'

/** Opens a WebSocket to a node. @throws ConnectionError */
export function webSocketTransport(url: string): Promise<Transport> {
  const socket = new WebSocket(url)
  socket.binaryType = 'arraybuffer'
  const transport: Transport = {
    send(parts) {
      socket.send(new Blob(parts.map(part => part.slice())))
    },
    close: () => socket.close(1000),
    onBytes: () => {},
    onClose: () => {},
  }
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve(transport)
    socket.onmessage = event => transport.onBytes(new Uint8Array(event.data as ArrayBuffer))
    socket.onclose = event => {
      const reason = event.reason || 'The connection to the node was lost.'
      reject(new ConnectionError(reason))
      transport.onClose(reason)
    }
  })
}

/** The address of the node that served this page, or of another at host:port. */
export function nodeUrl(site = location.host): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${site}/`
}

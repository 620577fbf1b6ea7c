import type { Transport } from '../../client/connection.ts'
import type { Channel } from '../../host/network.ts'

/** Bytes to and from another node's port, as a client has them; `secure`: by TLS. @throws UnreachableError */
export async function channelTransport(channel: Channel, secure: boolean): Promise<Transport> {
  if (secure) await channel.encrypt(null, 'client')
  const transport: Transport = {
    send: parts => void channel.write(parts).catch(() => {}),
    close: () => channel.close(),
    onBytes: () => {},
    onClose: () => {},
  }
  channel.onBytes = chunk => transport.onBytes(chunk)
  channel.onClose = reason => transport.onClose(reason)
  channel.flow(true)
  return transport
}

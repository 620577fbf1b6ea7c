import type { Transport } from '../../client/connection.ts'
import type { Network } from '../../host/network.ts'

/** Bytes to and from another node's port, as a client has them. @throws UnreachableError */
export async function channelTransport(
  network: Network,
  host: string,
  port: number,
  milliseconds: number,
): Promise<Transport> {
  const channel = await network.connect(host, port, milliseconds)
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

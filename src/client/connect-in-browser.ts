import { browserClock } from '../host/real/browser-clock.ts'
import { webSocketTransport } from '../host/real/web-socket-transport.ts'
import { type Client, type ConnectOptions, connectClient } from './client.ts'
import type { Surroundings } from './surroundings.ts'

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)
const fraction = () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32

/** Browsers: WebSocket, encrypted where the page is. */
export function browserSurroundings(encrypted: boolean): Surroundings {
  return {
    open: (host, port) => webSocketTransport(`${encrypted ? 'wss' : 'ws'}://${bracketed(host)}:${port}/`),
    sleep: browserClock.sleep,
    after: browserClock.after,
    now: browserClock.now,
    random: fraction,
    identity: () => Array.from(crypto.getRandomValues(new Uint32Array(4)), n => n.toString(16)).join(''),
  }
}

/** Connects over WebSocket. See ConnectOptions. @throws ConnectionError, ServerError */
export const connect = (options: ConnectOptions & { readonly encrypted?: boolean }): Promise<Client> =>
  connectClient(options, browserSurroundings(options.encrypted ?? false))

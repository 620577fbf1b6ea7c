import { realClock } from '../host/real/clock.ts'
import { realRandom } from '../host/real/random.ts'
import { tcpTransport } from '../host/real/tcp-transport.ts'
import { type Client, type ConnectOptions, connectClient } from './client.ts'
import type { Surroundings } from './surroundings.ts'

const hex = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

/** Node: TCP, and the machine's clock and chance. */
export const nodeSurroundings: Surroundings = {
  open: (host, port) => tcpTransport(host, port),
  sleep: milliseconds => realClock.sleep(milliseconds),
  after: (milliseconds, callback) => realClock.after(milliseconds, callback),
  now: () => Number(realClock.monotonic() / 1_000_000n),
  random: () => new DataView(realRandom.bytes(4).slice().buffer).getUint32(0) / 2 ** 32,
  identity: () => hex(realRandom.bytes(16)),
}

/** Connects over TCP. See ConnectOptions. @throws ConnectionError, ServerError */
export const connect = (options: ConnectOptions): Promise<Client> => connectClient(options, nodeSurroundings)

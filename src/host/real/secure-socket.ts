import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

// Encrypted connections over plain ones. TLS takes twenty milliseconds to load, which only nodes that encrypt need.

const tls = () => process.getBuiltinModule('node:tls')

// A key known to both sides instead of certificates; the key exchange keeps past traffic secret if the key is lost.
const SUITES = 'ECDHE-PSK-CHACHA20-POLY1305:ECDHE-PSK-AES256-CBC-SHA384'
const VERSION = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

/** The side that began, to another node with the same key. */
export function clientSide(socket: Socket, key: Uint8Array): TLSSocket {
  return tls().connect({
    socket,
    ciphers: SUITES,
    ...VERSION,
    pskCallback: () => ({ psk: key, identity: 'node' }),
    checkServerIdentity: () => undefined,
  })
}

/** The side that was called by another node with the same key. */
export function serverSide(socket: Socket, key: Uint8Array): TLSSocket {
  const { TLSSocket, createSecureContext } = tls()
  const options = { pskCallback: () => key }
  return new TLSSocket(socket, {
    isServer: true,
    secureContext: createSecureContext({ ciphers: SUITES, ...VERSION }),
    ...options,
  })
}

/** To a server with a certificate: nodes of DolphinDB and ours sign theirs themselves. */
export const anyServer = (socket: Socket): TLSSocket => tls().connect({ socket, rejectUnauthorized: false })

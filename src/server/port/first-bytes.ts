import { GREETING } from '../../cluster/link/handshake.ts'

/** What a connection's first bytes say that it is; null while they don't tell yet. */
export type Protocol = 'api' | 'http' | 'peer' | 'tls' | 'unknown'

const METHODS = ['GET ', 'POST ', 'HEAD ', 'PUT ', 'DELETE ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'TRACE ']
const LONGEST = 16
const HANDSHAKE = 0x16

/** Tells a connection by its first bytes. */
export function protocolOf(first: Uint8Array): Protocol | null {
  if (first.length === 0) return null
  if (first[0] === HANDSHAKE) return 'tls'
  const text = String.fromCharCode(...first.subarray(0, LONGEST))
  if (text.startsWith('API')) return 'api'
  if (text.startsWith(GREETING)) return 'peer'
  if (METHODS.some(method => text.startsWith(method))) return 'http'
  const mayBecome = ['API', GREETING, ...METHODS].some(word => word.startsWith(text))
  return mayBecome ? null : 'unknown'
}

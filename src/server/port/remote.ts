import type { Socket } from 'node:net'
import type { Remote } from '../sessions/sessions.ts'

/** Where a client is. An IPv4 client of a socket that takes both comes as an IPv6 address. */
export const remoteOf = ({ remoteAddress, remotePort }: Socket): Remote => ({
  ip: (remoteAddress ?? '').replace(/^::ffff:/, ''),
  port: remotePort ?? 0,
})

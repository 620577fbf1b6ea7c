import { createHash } from 'node:crypto'
import type { Network } from '../../host/network.ts'

/** Whom a node takes for one of its cluster. */
export interface Trust {
  /** Both sides of a link prove that they know it. */
  readonly secret: Uint8Array
  /** Why nobody from that numeric address belongs here, or null. */
  admit(address: string): Promise<string | null>
}

/** Whoever knows the secret belongs to the cluster, wherever it is. */
export function trustBySecret(secret: string): Trust {
  return { secret: digest(secret), admit: async () => null }
}

/**
 * For a cluster without a secret, as DolphinDB's tutorials set it up: links are taken only from addresses of hosts that
 * the configuration names, and prove nothing else. `hosts` is asked `again` about a stranger: he may be new.
 */
export function trustByAddress(
  network: Network,
  hosts: (again: boolean) => Promise<readonly string[]>,
): Trust {
  const isKnown = async (plain: string, again: boolean) => {
    for (const host of await hosts(again)) {
      const addresses = [host, ...(await network.resolve(host))].map(withoutPrefix)
      if (addresses.includes(plain)) return true
      if (isLoopback(plain) && addresses.some(isLoopback)) return true
    }
    return false
  }
  return {
    secret: digest('porpoise'),
    async admit(address) {
      const plain = withoutPrefix(address)
      if ((await isKnown(plain, false)) || (await isKnown(plain, true))) return null
      return (
        `${plain} is the address of no node in the configuration: list it in sites or cluster.nodes, ` +
        'or give all nodes the same clusterSecret.'
      )
    },
  }
}

const digest = (text: string) => createHash('sha256').update(`cluster secret ${text}`).digest()

/** An IPv4 address as IPv6 sockets write it, and brackets of IPv6, away. */
const withoutPrefix = (address: string) => address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/^\[|\]$/g, '')

const isLoopback = (address: string) => address.startsWith('127.') || address === '::1'

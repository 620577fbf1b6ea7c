import type { Clock } from '../../host/clock.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import type { PeerMessage, Standing } from './peer-message.ts'

// How long others that are waited for are left alone.
const PAUSE = 20

/**
 * Waits until nobody among the founders of a group has more than this member, which has nothing. False: one of them belongs to
 * the group already, or `over` says that it matters no more. `patience`: milliseconds for an answer.
 */
export async function mayFound(
  founders: readonly Site[],
  peers: Peers,
  clock: Clock,
  patience: number,
  over: () => boolean,
): Promise<boolean> {
  const question: PeerMessage = { kind: 'standing' }
  const standingOf = (site: Site) =>
    (peers.ask(site, 'raft', question, patience) as Promise<Standing>).catch(() => null)
  const others = founders.filter(site => site.alias !== peers.self.alias)
  while (!over()) {
    const standings = await Promise.all(others.map(standingOf))
    if (over() || standings.includes('group')) return false
    if (!standings.includes(null)) return true
    await new Promise<void>(resolve => clock.after(PAUSE, resolve))
  }
  return false
}

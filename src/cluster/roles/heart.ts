import type { Clock } from '../../host/clock.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import type { Heartbeat } from './message.ts'

const PERIOD = 500

/** Tells all controllers, twice a second, that this node is there. Gives what stops it. */
export function beat(
  peers: Peers,
  clock: Clock,
  controllers: () => readonly Site[],
  heartbeat: () => Promise<Heartbeat>,
): () => void {
  let stop = () => {}
  let stopped = false
  const next = async () => {
    const told = await heartbeat().catch(() => null)
    if (stopped) return
    if (told) for (const site of controllers()) peers.tell(site, 'heartbeat', told)
    stop = clock.after(PERIOD, next)
  }
  void next()
  return () => {
    stopped = true
    stop()
  }
}

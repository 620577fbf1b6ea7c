import type { Host } from '../../host/host.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { ControllerClient } from './controller-client.ts'
import type { LocalReplicas } from './local-replicas.ts'
import { Presence } from './presence.ts'

/** A node that reads and writes the cluster's tables. */
export interface TableNode {
  readonly host: Host
  readonly peers: Peers
  readonly controllers: ControllerClient
  readonly presence: Presence
  /** What it holds of them; null: nothing, as on compute nodes and controllers. */
  readonly local: LocalReplicas | null
  close(): Promise<void>
}

export interface TableNodeOptions {
  readonly host: Host
  readonly peers: Peers
  /** The controllers there are. */
  readonly controllers: readonly Site[]
  /** Milliseconds between two heartbeats. */
  readonly heartbeat?: number
  /** Told which controllers there are, as often as a heartbeat is answered. */
  readonly onControllers?: (controllers: readonly Site[]) => void
}

/** Milliseconds between two heartbeats, unless said. */
export const HEARTBEAT = 500

/** A node without chunks of its own: all rows come from data nodes, and go to them. */
export function withoutReplicas(options: TableNodeOptions): TableNode {
  const { host, peers, controllers: sites, heartbeat: interval = HEARTBEAT, onControllers } = options
  const controllers = new ControllerClient(peers, host.clock, sites)
  const { alias } = peers.self
  const presence = new Presence({ host, alias, controllers, interval, onControllers, holder: null })
  presence.begin()
  return { host, peers, controllers, presence, local: null, close: () => presence.close() }
}

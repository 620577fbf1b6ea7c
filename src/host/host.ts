import type { Clock } from './clock.ts'
import type { Disk } from './disk.ts'
import type { KeyValueStores } from './kv.ts'
import type { Log } from './log.ts'
import type { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Random } from './random.ts'

/** The world outside, in one record. Everything a node knows of it comes through here, so a test can make it cruel. */
export interface Host {
  readonly clock: Clock
  readonly disk: Disk
  readonly kv: KeyValueStores
  readonly network: Network
  readonly machine: Machine
  readonly random: Random
  readonly log: Log
}

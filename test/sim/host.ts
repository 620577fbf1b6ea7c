import type { Clock } from '../../src/host/clock.ts'
import type { Host } from '../../src/host/host.ts'
import type { Machine } from '../../src/host/machine.ts'
import type { Network } from '../../src/host/network.ts'
import { UnreachableError } from '../../src/host/transport.ts'
import { SimDisk } from './disk.ts'
import { Faults } from './faults.ts'
import { SimKeyValueStores } from './kv.ts'
import { SimRandom } from './random.ts'

/** A machine in memory, repeatable from its seed. */
export interface SimHost extends Host {
  readonly disk: SimDisk
  readonly kv: SimKeyValueStores
  readonly random: SimRandom
  readonly faults: Faults
  /** What was logged, `level text` each. */
  readonly lines: string[]
}

export function simHost(seed: number, clock: Clock = stillClock()): SimHost {
  const faults = new Faults()
  return assemble(seed, faults, new SimDisk(faults), new SimKeyValueStores(faults), clock)
}

/** The machine as it may start again after it has stopped now. */
export function restarted(host: SimHost, seed: number, clock: Clock = stillClock()): SimHost {
  const faults = new Faults()
  const random = new SimRandom(seed)
  const disk = host.disk.crashClone(random, faults)
  return assemble(seed, faults, disk, host.kv.crashClone(random, faults), clock)
}

function assemble(seed: number, faults: Faults, disk: SimDisk, kv: SimKeyValueStores, clock: Clock): SimHost {
  const lines: string[] = []
  return {
    clock,
    disk,
    kv,
    network: noNetwork,
    machine: stillMachine,
    random: new SimRandom(seed),
    log: { write: (level, text) => lines.push(`${level} ${text}`) },
    faults,
    lines,
  }
}

// Simulated nodes speak through peers in memory, not through sockets.
const noNetwork: Network = {
  connect: async (host, port) => {
    throw new UnreachableError(`${host}:${port} can't be reached: this machine has no network.`)
  },
  resolve: async () => [],
}

// A machine of one processor on which nothing happens.
const stillMachine: Machine = {
  memory: () => ({ total: 2 ** 33, used: 2 ** 28 }),
  processors: 1,
  processorTime: () => 0,
  load: () => 0,
  diskTraffic: () => ({ read: 0, written: 0 }),
  openFiles: () => Number.POSITIVE_INFINITY,
  volume: async () => ({ capacity: 2 ** 40, free: 2 ** 39 }),
}

// A clock that moves when it is looked at. Nothing is waited for.
function stillClock(): Clock {
  let now = 0n
  return {
    now: () => now++,
    nowNanoseconds: () => now++ * 1_000_000n,
    monotonic: () => now++ * 1_000_000n,
    zoneOffset: () => 0,
    after: () => () => {},
    sleep: async () => {},
    turn: async () => {},
  }
}

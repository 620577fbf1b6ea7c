import type { Host } from '../host.ts'
import { realClock } from './clock.ts'
import { realDisk } from './disk.ts'
import { realKeyValueStores } from './kv.ts'
import { consoleLog } from './log.ts'
import { realMachine } from './machine.ts'
import { realNetwork } from './network.ts'
import { realRandom } from './random.ts'

/** This machine. */
export function realHost(): Host {
  return {
    clock: realClock,
    disk: realDisk,
    kv: realKeyValueStores,
    network: realNetwork,
    machine: realMachine,
    random: realRandom,
    log: consoleLog(),
  }
}

import type { Host } from '../../host/host.ts'
import type { ScrubSettings } from '../../storage/durability/scrubber.ts'

const MEBIBYTE = 2 ** 20
const HOUR = 3_600_000
const RATE = 8
const INTERVAL = 24
// With more to do than this for each processor, looking through the disk waits.
const BUSY_LOAD = 0.7

/** How a node looks through its disk, as its configuration says (scrubRate, scrubInterval). */
export function scrubSettings(
  { machine }: Pick<Host, 'machine'>,
  config: ReadonlyMap<string, string>,
): ScrubSettings {
  return {
    bytesPerSecond: MEBIBYTE * Number(config.get('scrubRate') ?? RATE),
    interval: HOUR * Number(config.get('scrubInterval') ?? INTERVAL),
    busy: () => machine.load() > BUSY_LOAD,
  }
}

import { DiskError } from '../../host/disk.ts'
import type { Host } from '../../host/host.ts'
import type { KeyValueStore } from '../../host/kv.ts'
import { everyKey, numberOfKey, toBytes, toText, volumeKey } from '../catalog/keys.ts'

/** A folder in which segments lie. */
export interface Volume {
  /** As records of segments name it; 0: the store's own folder, in which the catalog is. */
  readonly number: number
  readonly folder: string
  /** Why it can't be used; null: it can. */
  readonly missing: string | null
}

/** The store's folder on a volume of the configuration. */
export const folderOfVolume = (volume: string) => `${volume}/storage`

// A volume that was full is tried again after so long.
const FULL_PAUSE = 60_000_000_000n

/**
 * The folders of a store. Partitions are dealt out to them in turn; one that is not there or full is passed over, and the others go on. A volume
 * keeps its number for good, whatever the order in which they are given.
 */
export class Volumes {
  readonly #host: Host
  readonly #kv: KeyValueStore
  readonly #all = new Map<number, Volume>()
  // Those that take new segments, in the order they were given.
  readonly #inUse: Volume[]
  readonly #full = new Map<Volume, bigint>()

  /** `folders`: beside the store's own. */
  static async open(
    host: Host,
    kv: KeyValueStore,
    own: string,
    folders: readonly string[],
  ): Promise<Volumes> {
    const known = new Map(
      [...kv.range(...everyKey('volume'))].map(({ key, value }) => [toText(value), numberOfKey(key)]),
    )
    const volumes = new Volumes(host, kv, own)
    for (const folder of folders) {
      const { missing } = await volumes.add(folder, known)
      if (missing !== null)
        host.log.write('error', `The volume ${folder} can't be used, the others go on: ${missing}`)
    }
    for (const [folder, number] of known) {
      if (folders.includes(folder)) continue
      const missing = await whyMissing(host, folder, true)
      volumes.#all.set(number, { number, folder, missing })
      host.log.write(
        missing === null ? 'warning' : 'error',
        `The volume ${folder} is not in \`volumes\` any more: ${missing ?? 'what lies there is read, and nothing new is put there.'}`,
      )
    }
    return volumes
  }

  private constructor(host: Host, kv: KeyValueStore, folder: string) {
    const own: Volume = { number: 0, folder, missing: null }
    this.#host = host
    this.#kv = kv
    this.#inUse = [own]
    this.#all.set(0, own)
  }

  /** Takes a folder into use; one that is in use already stays so. */
  async add(folder: string, known: ReadonlyMap<string, number> = this.#numbers()): Promise<Volume> {
    const there = this.#inUse.find(each => each.folder === folder)
    if (there) return there
    const number = known.get(folder) ?? Math.max(0, ...known.values(), ...this.#all.keys()) + 1
    const missing = await whyMissing(this.#host, folder, known.has(folder))
    const volume = { number, folder, missing }
    if (missing === null && !known.has(folder))
      await this.#kv.commit([{ key: volumeKey(number), value: toBytes(folder) }])
    if (missing === null || known.has(folder)) this.#all.set(number, volume)
    if (missing === null) this.#inUse.push(volume)
    return volume
  }

  #numbers(): Map<string, number> {
    return new Map([...this.#all.values()].map(({ folder, number }) => [folder, number]))
  }

  /** Those that are there. */
  get present(): readonly Volume[] {
    return [...this.#all.values()].filter(({ missing }) => missing === null)
  }

  of(number: number): Volume {
    return (
      this.#all.get(number) ?? {
        number,
        folder: `volume ${number}`,
        missing: 'The catalog does not know it.',
      }
    )
  }

  /**
   * Lets `write` put something on the volume whose turn it is for the `place`th partition, or on the next ones while they are full.
   * @throws DiskError `full` when all are
   */
  async put<T>(place: number, write: (volume: Volume) => Promise<T>): Promise<T> {
    const now = this.#host.clock.monotonic()
    const turn = this.#inUse.map((_, i) => this.#inUse[(place + i) % this.#inUse.length]!)
    const free = turn.filter(volume => now - (this.#full.get(volume) ?? -FULL_PAUSE) >= FULL_PAUSE)
    for (const volume of free.length > 0 ? free : turn) {
      try {
        return await write(volume)
      } catch (error) {
        if (!(error instanceof DiskError) || error.reason !== 'full') throw error
        this.noteFull(volume.number)
        if (turn.length === 1) throw error
      }
    }
    const folders = turn.map(({ folder }) => folder).join(', ')
    throw new DiskError('full', turn[0]!.folder, `There is no room left on any volume: ${folders}.`)
  }

  /** What was written there did not fit. */
  noteFull(number: number): void {
    const volume = this.of(number)
    if (!this.#full.has(volume)) this.#host.log.write('warning', `The volume ${volume.folder} is full.`)
    this.#full.set(volume, this.#host.clock.monotonic())
  }
}

// A volume that was used before and is empty now is a disk that isn't mounted.
async function whyMissing({ disk }: Host, folder: string, used: boolean): Promise<string | null> {
  try {
    if (used && !(await disk.list(folder)).includes('segments'))
      return `${folder} is not what it was: is its disk mounted? What lies there is not read.`
    await disk.makeFolder(`${folder}/segments`)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

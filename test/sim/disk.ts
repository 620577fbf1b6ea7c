import {
  type Disk,
  DiskError,
  type FolderLock,
  type ReadableFile,
  type WritableFile,
} from '../../src/host/disk.ts'
import type { Faults } from './faults.ts'
import type { SimRandom } from './random.ts'

interface Write {
  readonly position: number
  readonly bytes: Uint8Array
}

/** A file's bytes: those that a crash can't take, and what was written since. */
class SimFile {
  synced = new Uint8Array(0)
  unsynced: Write[] = []

  content(): Uint8Array {
    return applied(this.synced, this.unsynced)
  }
}

function applied(base: Uint8Array, writes: readonly Write[]): Uint8Array<ArrayBuffer> {
  const length = writes.reduce(
    (most, { position, bytes }) => Math.max(most, position + bytes.length),
    base.length,
  )
  const out = new Uint8Array(length)
  out.set(base)
  for (const { position, bytes } of writes) out.set(bytes, position)
  return out
}

interface SimFolder {
  /** What a listing shows. */
  readonly names: Map<string, SimFile>
  /** What a crash leaves. */
  readonly durable: Map<string, SimFile>
}

const SECTOR = 512

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/'))
const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1)

/** A disk in memory that keeps, of what was not synced, whatever it likes. */
export class SimDisk implements Disk {
  readonly #faults: Faults
  readonly #folders = new Map<string, SimFolder>()
  readonly #locks = new Set<string>()
  /** Bytes that can be written. */
  capacity = Number.POSITIVE_INFINITY

  constructor(faults: Faults) {
    this.#faults = faults
  }

  /**
   * The disk as it may be found after a crash now. Of writes since a file's last sync, each sector is kept or lost; of names
   * changed since their folder's last sync, each change is kept or lost.
   */
  crashClone(random: SimRandom, faults: Faults): SimDisk {
    const clone = new SimDisk(faults)
    const survivors = new Map<SimFile, SimFile>()
    const survivor = (file: SimFile) => {
      let copy = survivors.get(file)
      if (!copy) {
        copy = new SimFile()
        copy.synced = applied(
          file.synced,
          file.unsynced.flatMap(write => keptSectors(write, random)),
        )
        survivors.set(file, copy)
      }
      return copy
    }
    for (const [path, { names, durable }] of this.#folders) {
      const kept = new Map<string, SimFile>()
      for (const name of new Set([...names.keys(), ...durable.keys()])) {
        const file = random.chance(0.5) ? names.get(name) : durable.get(name)
        if (file) kept.set(name, survivor(file))
      }
      clone.#folders.set(path, { names: new Map(kept), durable: kept })
    }
    return clone
  }

  /** Changes a stored byte, as decay does. */
  corrupt(path: string, position: number): void {
    const file = this.#find(path)
    file.synced = applied(file.content(), [])
    file.unsynced = []
    file.synced[position]! ^= 0x40
  }

  /** Every file there is, with its folder. */
  paths(): string[] {
    return [...this.#folders]
      .flatMap(([folder, { names }]) => [...names.keys()].map(name => `${folder}/${name}`))
      .sort()
  }

  async open(path: string): Promise<ReadableFile> {
    await this.#faults.step(`open ${path}`)
    const file = this.#find(path)
    const faults = this.#faults
    return {
      async read(targets, position) {
        await faults.step(`read ${path}`)
        const content = file.content()
        let at = position
        for (const target of targets) {
          if (at + target.length > content.length) throw new DiskError('short', path, `${path} ends early`)
          target.set(content.subarray(at, at + target.length))
          at += target.length
        }
      },
      async close() {},
    }
  }

  async create(path: string): Promise<WritableFile> {
    await this.#faults.step(`create ${path}`)
    const folder = this.#folder(path)
    if (folder.names.has(nameOf(path))) throw new DiskError('exists', path, `${path} exists`)
    const file = new SimFile()
    folder.names.set(nameOf(path), file)
    return this.#writable(path, file)
  }

  #writable(path: string, file: SimFile): WritableFile {
    return {
      write: async (sources, position) => {
        // What is under way when the machine stops may be there in part.
        const writes = consecutive(sources, position)
        try {
          await this.#faults.step(`write ${path}`)
        } catch (error) {
          if (this.#faults.crashed) file.unsynced.push(...writes)
          throw error
        }
        const size = writes.reduce((sum, { bytes }) => sum + bytes.length, 0)
        if (size > this.capacity) throw new DiskError('full', path, 'no space left on the disk')
        this.capacity -= size
        file.unsynced.push(...writes)
      },
      sync: async () => {
        await this.#faults.step(`sync ${path}`)
        file.synced = applied(file.synced, file.unsynced)
        file.unsynced = []
      },
      async close() {},
    }
  }

  async list(folder: string): Promise<string[]> {
    await this.#faults.step(`list ${folder}`)
    const within = [...this.#folders.keys()].filter(path => folderOf(path) === folder).map(nameOf)
    return [...within, ...(this.#folders.get(folder)?.names.keys() ?? [])].sort()
  }

  async makeFolder(folder: string): Promise<void> {
    await this.#faults.step(`make ${folder}`)
    for (let path = folder; path.length > 0; path = folderOf(path)) {
      if (!this.#folders.has(path)) this.#folders.set(path, { names: new Map(), durable: new Map() })
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#faults.step(`rename ${from} ${to}`)
    const file = this.#find(from)
    this.#folder(from).names.delete(nameOf(from))
    this.#folder(to).names.set(nameOf(to), file)
  }

  async remove(path: string): Promise<void> {
    await this.#faults.step(`remove ${path}`)
    this.#find(path)
    this.#folder(path).names.delete(nameOf(path))
  }

  async removeFolder(folder: string): Promise<void> {
    await this.#faults.step(`remove ${folder}`)
    if ((this.#folders.get(folder)?.names.size ?? 0) > 0)
      throw new DiskError('failed', folder, 'it is not empty')
    this.#folders.delete(folder)
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#faults.step(`sync ${folder}`)
    const { names, durable } = this.#folders.get(folder)!
    durable.clear()
    for (const [name, file] of names) durable.set(name, file)
  }

  async size(path: string): Promise<number | undefined> {
    await this.#faults.step(`size ${path}`)
    return this.#folders.get(folderOf(path))?.names.get(nameOf(path))?.content().length
  }

  async freeBytes(): Promise<number> {
    return this.capacity
  }

  async lockFolder(folder: string): Promise<FolderLock> {
    await this.makeFolder(folder)
    if (this.#locks.has(folder)) throw new DiskError('locked', folder, `${folder} is in use`)
    this.#locks.add(folder)
    return {
      release: async () => {
        this.#locks.delete(folder)
      },
    }
  }

  #folder(path: string): SimFolder {
    const folder = this.#folders.get(folderOf(path))
    if (!folder) throw new DiskError('missing', path, `there is no folder ${folderOf(path)}`)
    return folder
  }

  #find(path: string): SimFile {
    const file = this.#folder(path).names.get(nameOf(path))
    if (!file) throw new DiskError('missing', path, `there is no file ${path}`)
    return file
  }
}

// Copies: the caller may change its memory once the write has resolved.
function consecutive(sources: readonly Uint8Array[], position: number): Write[] {
  let at = position
  return sources.map(source => {
    const write = { position: at, bytes: new Uint8Array(source) }
    at += source.length
    return write
  })
}

function keptSectors({ position, bytes }: Write, random: SimRandom): Write[] {
  const kept: Write[] = []
  for (let start = 0; start < bytes.length; start += SECTOR) {
    if (random.chance(0.5))
      kept.push({ position: position + start, bytes: bytes.subarray(start, start + SECTOR) })
  }
  return kept
}

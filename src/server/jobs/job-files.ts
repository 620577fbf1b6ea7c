import type { Disk } from '../../host/disk.ts'
import { DiskError } from '../../host/disk.ts'
import { decodedValue, encodedValue } from '../value-bytes.ts'

/** What batch jobs leave behind, in a folder: `<job>.msg` what they printed, `<job>.object` what they gave. */
export class JobFiles {
  readonly #disk: Disk
  readonly #folder: string

  constructor(disk: Disk, folder: string) {
    this.#disk = disk
    this.#folder = folder
  }

  /** `value` in transferred form; undefined: nothing. */
  async save(id: string, messages: readonly string[], value: unknown): Promise<void> {
    await this.#disk.makeFolder(this.#folder)
    await this.#write(this.#path(id, 'msg'), [encoder.encode(`${messages.join('\n')}\n`)])
    const object = this.#path(id, 'object')
    if (value === undefined) await this.#remove(object)
    else await this.#write(object, [encodedValue(value)])
  }

  /** What it printed, or null: there is no such job. */
  async messages(id: string): Promise<string | null> {
    const bytes = await this.#read(this.#path(id, 'msg'))
    return bytes && decoder.decode(bytes)
  }

  /** What it gave, in transferred form, or null: nothing. */
  async value(id: string): Promise<unknown> {
    const bytes = await this.#read(this.#path(id, 'object'))
    return bytes && decodedValue(bytes)
  }

  #path(id: string, ending: string): string {
    return `${this.#folder}/${encodeURIComponent(id)}.${ending}`
  }

  async #write(path: string, parts: readonly Uint8Array[]): Promise<void> {
    const fresh = `${path}.new`
    await this.#remove(fresh)
    const file = await this.#disk.create(fresh)
    await file.write(parts, 0)
    await file.sync()
    await file.close()
    await this.#disk.rename(fresh, path)
    await this.#disk.syncFolder(this.#folder)
  }

  async #remove(path: string): Promise<void> {
    if ((await this.#disk.size(path)) !== undefined) await this.#disk.remove(path)
  }

  async #read(path: string): Promise<Uint8Array | null> {
    const size = await this.#disk.size(path)
    if (size === undefined) return null
    try {
      const file = await this.#disk.open(path)
      const bytes = new Uint8Array(size)
      await file.read([bytes], 0)
      await file.close()
      return bytes
    } catch (error) {
      if (error instanceof DiskError && error.reason === 'missing') return null
      throw error
    }
  }
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

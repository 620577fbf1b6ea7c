import type { Disk, ReadableFile } from '../../host/disk.ts'

interface OpenFile {
  readonly file: Promise<ReadableFile>
  users: number
}

/** Files open for reading, at most a number of them: the one unused for longest is closed first. */
export class OpenFiles {
  readonly #disk: Disk
  readonly #most: number
  // In order of last use.
  readonly #files = new Map<string, OpenFile>()

  constructor(disk: Disk, most: number) {
    this.#disk = disk
    this.#most = most
  }

  async read(path: string, targets: readonly Uint8Array[], position: number): Promise<void> {
    const open = this.#files.get(path) ?? { file: this.#disk.open(path), users: 0 }
    this.#files.delete(path)
    this.#files.set(path, open)
    open.users++
    try {
      await (await open.file).read(targets, position)
    } catch (error) {
      // What could not be opened or read is tried anew next time.
      if (this.#files.get(path) === open) this.#files.delete(path)
      throw error
    } finally {
      open.users--
      if (open.users === 0 && this.#files.get(path) !== open) await closeFile(open)
      this.#shrink()
    }
  }

  /** For a file that is about to be removed. */
  async close(path: string): Promise<void> {
    const open = this.#files.get(path)
    this.#files.delete(path)
    // Whoever reads it still closes it.
    if (open?.users === 0) await closeFile(open)
  }

  async closeAll(): Promise<void> {
    for (const path of [...this.#files.keys()]) await this.close(path)
  }

  #shrink(): void {
    if (this.#files.size <= this.#most) return
    for (const [path, open] of this.#files) {
      if (open.users > 0) continue
      this.close(path)
      if (this.#files.size <= this.#most) return
    }
  }
}

async function closeFile({ file }: OpenFile): Promise<void> {
  await file.then(open => open.close()).catch(() => {})
}

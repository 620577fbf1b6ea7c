import type { Files } from '../../host/files.ts'
import { RealFiles } from '../../host/real/files.ts'
import { filesForScripts } from '../../runtime/files.ts'
import type { MarketHolidays } from '../../runtime/market-holidays.ts'

const decoder = new TextDecoder()

/** Markets' days in a folder of the node's: NAME.csv each. All threads see a change at once, since each asks the disk. */
export class HolidayFiles implements MarketHolidays {
  readonly #files: Files
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
    this.#files = filesForScripts(new RealFiles({ workingFolder: folder, allowed: [folder], kept: [] }))
  }

  names(): string[] {
    if (!this.#files.describe(this.#folder)) return []
    return this.#files
      .list(this.#folder)
      .flatMap(({ name, isFolder }) => (!isFolder && name.endsWith('.csv') ? [name.slice(0, -4)] : []))
  }

  stamp(name: string): string | undefined {
    const file = this.#files.describe(this.#pathOf(name))
    return file && `${file.modified} ${file.bytes}`
  }

  read(name: string): string {
    const path = this.#pathOf(name)
    return decoder.decode(this.#files.read(path, 0, this.#files.describe(path)?.bytes ?? 0))
  }

  write(name: string, text: string): void {
    if (!this.#files.describe(this.#folder)) this.#files.makeFolder(this.#folder)
    this.#files.create(this.#pathOf(name))
    this.#files.write(this.#pathOf(name), 0, new TextEncoder().encode(text))
  }

  remove(name: string): void {
    this.#files.remove(this.#pathOf(name))
  }

  #pathOf(name: string): string {
    return `${this.#folder}/${name}.csv`
  }
}

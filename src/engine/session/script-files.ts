import { deflateSync, inflateSync } from 'node:zlib'
import { provideCalendars } from '../../functions/lift/time/trading-calendar.ts'
import type { Files } from '../../host/files.ts'
import { RealFiles } from '../../host/real/files.ts'
import type { Context } from '../../runtime/context.ts'
import { files, filesForScripts } from '../../runtime/files.ts'
import { marketHolidays } from '../../runtime/market-holidays.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type ScriptFile, type ScriptFiles, scriptFiles } from '../../runtime/script-files.ts'
import type { SessionSettings } from '../messages.ts'
import { HolidayFiles } from './holiday-files.ts'

const LONGEST_SCRIPT = 64 << 20
const decoder = new TextDecoder()
const encoder = new TextEncoder()
const MAGIC = Buffer.from('PDOM')

/** Scripts on disk: modules lie in a folder of their own, others are among the files that scripts may use. */
class DiskScripts implements ScriptFiles {
  readonly #files: Files
  readonly #moduleFolder: string

  constructor(files: Files, moduleFolder: string) {
    this.#files = files
    this.#moduleFolder = moduleFolder
  }

  module(path: readonly string[]): ScriptFile | undefined {
    const base = `${this.#moduleFolder}/${path.join('/')}`
    if (this.#isFile(`${base}.dom`)) return this.#readPacked(`${base}.dom`)
    return this.#isFile(`${base}.dos`) ? this.read(`${base}.dos`) : undefined
  }

  saveModule(path: readonly string[], folder: string | null, overwrite: boolean): void {
    const base = `${folder ?? this.#moduleFolder}/${path.join('/')}`
    if (!this.#isFile(`${base}.dos`)) throw new ScriptError(`Can't find the module ${path.join('::')}.`)
    if (!overwrite && this.#isFile(`${base}.dom`)) {
      throw new ScriptError(`${base}.dom is there already.`, { hint: 'overwrite=true replaces it' })
    }
    this.#writeWhole(`${base}.dom`, packed(this.read(`${base}.dos`).text))
  }

  writeModule(path: readonly string[], text: string, overwrite: boolean, isPacked: boolean): string {
    const base = `${this.#moduleFolder}/${path.join('/')}`
    const [written, other] = isPacked ? [`${base}.dom`, `${base}.dos`] : [`${base}.dos`, `${base}.dom`]
    const known = [written, other].filter(each => this.#isFile(each))
    if (known.length > 0 && !overwrite) {
      throw new ScriptError(`${known[0]} is there already.`, { hint: 'overwrite=true replaces it' })
    }
    for (let i = 0; i < path.length; i++) {
      const folder = [this.#moduleFolder, ...path.slice(0, i)].join('/')
      if (!this.#files.describe(folder)) this.#files.makeFolder(folder)
    }
    this.#writeWhole(written, isPacked ? packed(text) : encoder.encode(text))
    // A dom file goes before a dos file, so the one that isn't meant has to go.
    if (known.includes(other)) this.#files.remove(other)
    return this.#files.resolve(written)
  }

  #writeWhole(path: string, bytes: Uint8Array): void {
    this.#files.create(path)
    this.#files.write(path, 0, bytes)
  }

  #isFile(path: string): boolean {
    return this.#files.describe(path)?.isFolder === false
  }

  // A dom file: four bytes that say what it is, then the module's text, compressed.
  #readPacked(path: string): ScriptFile {
    const bytes = this.#files.read(path, 0, this.#files.describe(path)!.bytes)
    const [head, packed] = [bytes.subarray(0, MAGIC.length), bytes.subarray(MAGIC.length)]
    try {
      if (!MAGIC.equals(head)) throw new Error('no module')
      const text = decoder.decode(inflateSync(packed, { maxOutputLength: LONGEST_SCRIPT }))
      return { path: this.#files.resolve(path), text }
    } catch (cause) {
      throw new ScriptError(`${path} is no module that saveModule has written, or it is damaged.`, { cause })
    }
  }

  read(path: string): ScriptFile {
    const bytes = this.#files.describe(path)?.bytes ?? 0
    if (bytes > LONGEST_SCRIPT) throw new ScriptError(`${path} is too long for a script.`)
    return { path: this.#files.resolve(path), text: decoder.decode(this.#files.read(path, 0, bytes)) }
  }
}

const packed = (text: string) => Buffer.concat([MAGIC, deflateSync(encoder.encode(text))])

type FileSettings = Pick<SessionSettings, 'workingFolder' | 'moduleFolder' | 'fileFolders' | 'holidayFolder'>

/** Gives a session the files that its scripts may use. */
export function provideFiles(
  context: Context,
  { workingFolder, moduleFolder, fileFolders, holidayFolder }: FileSettings,
): void {
  const own = filesForScripts(new RealFiles({ workingFolder, ...fileFolders }))
  context.provide(files, own)
  context.provide(scriptFiles, new DiskScripts(own, moduleFolder))
  const holidays = new HolidayFiles(holidayFolder)
  context.provide(marketHolidays, holidays)
  provideCalendars(holidays)
}

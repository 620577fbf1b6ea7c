import type { Files } from '../host/files.ts'
import { RealFiles } from '../host/real/files.ts'
import type { Context } from '../runtime/context.ts'
import { files, filesForScripts } from '../runtime/files.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { type ScriptFile, type ScriptFiles, scriptFiles } from '../runtime/script-files.ts'
import type { SessionSettings } from './messages.ts'

const LONGEST_SCRIPT = 64 << 20
const decoder = new TextDecoder()

/** Scripts on disk: modules lie in a folder of their own, others are among the files that scripts may use. */
class DiskScripts implements ScriptFiles {
  readonly #files: Files
  readonly #moduleFolder: string

  constructor(files: Files, moduleFolder: string) {
    this.#files = files
    this.#moduleFolder = moduleFolder
  }

  module(path: readonly string[]): ScriptFile | undefined {
    const file = `${this.#moduleFolder}/${path.join('/')}.dos`
    return this.#files.describe(file)?.isFolder === false ? this.read(file) : undefined
  }

  read(path: string): ScriptFile {
    const bytes = this.#files.describe(path)?.bytes ?? 0
    if (bytes > LONGEST_SCRIPT) throw new ScriptError(`${path} is too long for a script.`)
    return { path: this.#files.resolve(path), text: decoder.decode(this.#files.read(path, 0, bytes)) }
  }
}

type FileSettings = Pick<SessionSettings, 'workingFolder' | 'moduleFolder' | 'fileFolders'>

/** Gives a session the files that its scripts may use. */
export function provideFiles(
  context: Context,
  { workingFolder, moduleFolder, fileFolders }: FileSettings,
): void {
  const own = filesForScripts(new RealFiles({ workingFolder, ...fileFolders }))
  context.provide(files, own)
  context.provide(scriptFiles, new DiskScripts(own, moduleFolder))
}

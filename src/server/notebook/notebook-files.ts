import type { Host } from '../../host/host.ts'
import { ScriptError } from '../../runtime/script-error.ts'

/** A notebook on the node's disk. */
export interface NotebookEntry {
  readonly name: string
  readonly bytes: number
  /** When it was saved last, in milliseconds since 1970; each saving has its own. */
  readonly version: number
}

export interface LoadedNotebook {
  readonly text: string
  readonly version: number
}

const LARGEST = 16 * 2 ** 20
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_ .-]{0,99}$/u

/**
 * Notebooks are scripts, `<folder>/<name>.dos`; every version that was ever saved is `<folder>/.history/<name>/<version>.dos`.
 * What the file holds is what counts: changed by another program, it becomes a version when it is next loaded.
 */
export class NotebookFiles {
  readonly #host: Host
  readonly #folder: string
  // One after the other: two who save at once must not both find their version the newest.
  #last: Promise<unknown> = Promise.resolve()

  constructor(host: Host, folder: string) {
    this.#host = host
    this.#folder = folder
  }

  list(): Promise<NotebookEntry[]> {
    return this.#alone(async () => {
      const names = (await this.#host.disk.list(this.#folder)).filter(name => name.endsWith('.dos'))
      const entries: NotebookEntry[] = []
      for (const file of names) {
        const name = file.slice(0, -4)
        const bytes = (await this.#host.disk.size(`${this.#folder}/${file}`)) ?? 0
        entries.push({ name, bytes, version: (await this.#versions(name)).at(-1) ?? 0 })
      }
      return entries
    })
  }

  /** The newest text, or that of a version. @throws ScriptError when there is none. */
  load(name: string, version: number | null): Promise<LoadedNotebook> {
    return this.#alone(async () => {
      checked(name)
      if (version === null) return this.#current(name)
      const text = await this.#read(this.#versionFile(name, version))
      if (text === null) throw new ScriptError(`The notebook ${name} has no version ${version}.`)
      return { text, version }
    })
  }

  /** All saved versions, oldest first, with their bytes. */
  history(name: string): Promise<NotebookEntry[]> {
    return this.#alone(async () => {
      checked(name)
      const versions = await this.#versions(name)
      return Promise.all(
        versions.map(async version => {
          const bytes = (await this.#host.disk.size(this.#versionFile(name, version))) ?? 0
          return { name, version, bytes }
        }),
      )
    })
  }

  /**
   * Keeps the text as the newest version, durably. `basedOn`: the version that was changed; null for a new notebook.
   * @throws ScriptError when somebody else saved meanwhile: nothing is overwritten then.
   */
  save(name: string, text: string, basedOn: number | null): Promise<number> {
    return this.#alone(async () => {
      checked(name)
      if (text.length > LARGEST) throw new ScriptError('A notebook is at most 16 MiB.')
      const exists = (await this.#host.disk.size(this.#file(name))) !== undefined
      if (!exists) return this.#write(name, text)
      const newest = await this.#current(name)
      if (newest.text === text) return newest.version
      if (basedOn === null) throw new ScriptError(`There is a notebook ${name} already.`)
      if (newest.version !== basedOn) {
        throw new ScriptError(
          `The notebook ${name} was saved by somebody else meanwhile: load it, or save under another name.`,
        )
      }
      return this.#write(name, text)
    })
  }

  /** Gives the newest version another name; its history stays under the old one. */
  rename(name: string, to: string): Promise<number> {
    return this.#alone(async () => {
      checked(name)
      checked(to)
      if ((await this.#host.disk.size(this.#file(to))) !== undefined)
        throw new ScriptError(`There is a notebook ${to} already.`)
      const { text } = await this.#current(name)
      const version = await this.#write(to, text)
      await this.#host.disk.remove(this.#file(name))
      await this.#host.disk.syncFolder(this.#folder)
      return version
    })
  }

  /** Takes it out of the list; its versions stay in the history. */
  remove(name: string): Promise<void> {
    return this.#alone(async () => {
      await this.#current(checked(name))
      await this.#host.disk.remove(this.#file(name))
      await this.#host.disk.syncFolder(this.#folder)
    })
  }

  #file(name: string): string {
    return `${this.#folder}/${name}.dos`
  }

  #versionFile(name: string, version: number): string {
    return `${this.#folder}/.history/${name}/${String(version).padStart(14, '0')}.dos`
  }

  async #versions(name: string): Promise<number[]> {
    const files = await this.#host.disk.list(`${this.#folder}/.history/${name}`)
    return files.filter(file => /^\d{14}\.dos$/.test(file)).map(file => Number(file.slice(0, 14)))
  }

  async #current(name: string): Promise<LoadedNotebook> {
    const text = await this.#read(this.#file(name))
    if (text === null) throw new ScriptError(`There is no notebook ${name}.`)
    const version = (await this.#versions(name)).at(-1)
    const known = version === undefined ? null : await this.#read(this.#versionFile(name, version))
    return { text, version: known === text ? version! : await this.#addVersion(name, text) }
  }

  // The version is durable before the file is: what the file holds is always in the history.
  async #write(name: string, text: string): Promise<number> {
    const version = await this.#addVersion(name, text)
    const temporary = `${this.#folder}/.saving`
    if ((await this.#host.disk.size(temporary)) !== undefined) await this.#host.disk.remove(temporary)
    await this.#create(temporary, text)
    await this.#host.disk.rename(temporary, this.#file(name))
    await this.#host.disk.syncFolder(this.#folder)
    return version
  }

  async #addVersion(name: string, text: string): Promise<number> {
    const folder = `${this.#folder}/.history/${name}`
    await this.#host.disk.makeFolder(folder)
    const last = (await this.#versions(name)).at(-1) ?? 0
    const version = Math.max(last + 1, Number(this.#host.clock.now()))
    await this.#create(this.#versionFile(name, version), text)
    await this.#host.disk.syncFolder(folder)
    return version
  }

  async #create(path: string, text: string): Promise<void> {
    const file = await this.#host.disk.create(path)
    try {
      await file.write([new TextEncoder().encode(text)], 0)
      await file.sync()
    } finally {
      await file.close()
    }
  }

  async #read(path: string): Promise<string | null> {
    const size = await this.#host.disk.size(path)
    if (size === undefined) return null
    if (size > 4 * LARGEST) throw new ScriptError('A notebook is at most 16 MiB.')
    const bytes = new Uint8Array(size)
    const file = await this.#host.disk.open(path)
    try {
      await file.read([bytes], 0)
    } finally {
      await file.close()
    }
    return new TextDecoder().decode(bytes)
  }

  #alone<T>(action: () => Promise<T>): Promise<T> {
    const done = this.#last.then(action)
    this.#last = done.catch(() => {})
    return done
  }
}

function checked(name: string): string {
  if (NAME.test(name)) return name
  throw new ScriptError(
    `A notebook's name is up to 100 letters, digits, blanks, '_', '.' and '-', not ${JSON.stringify(name.slice(0, 120))}.`,
  )
}

import type { Builtin } from './define.ts'

/** Built-ins by name and alias. Later themes may not redefine earlier names. */
export class Registry {
  readonly #byName = new Map<string, Builtin>()
  readonly #later: (() => readonly Readonly<Record<string, unknown>>[])[] = []

  /** Adds every Builtin among a theme module's exports (`import * as theme`), and in arrays of them. @throws Error when a name is taken. */
  add(theme: Readonly<Record<string, unknown>>): this {
    for (const value of Object.values(theme).flat()) {
      if (!isBuiltin(value)) continue
      for (const name of [value.name, ...(value.definition.aliases ?? [])]) {
        const known = this.#byName.get(name)
        if (known && known !== value) throw new Error(`The built-in ${name} is declared twice.`)
        this.#byName.set(name, value)
      }
    }
    return this
  }

  /** Themes that are loaded when a name isn't found among those before: most scripts need few. */
  later(load: () => readonly Readonly<Record<string, unknown>>[]): this {
    this.#later.push(load)
    return this
  }

  get(name: string): Builtin | undefined {
    let found = this.#byName.get(name)
    while (!found && this.#loadMore()) found = this.#byName.get(name)
    return found
  }

  // Loads the next themes that wait; false when none do.
  #loadMore(): boolean {
    const load = this.#later.shift()
    if (!load) return false
    for (const theme of load()) this.add(theme)
    return true
  }

  /** Names and aliases, for completion. */
  names(): IterableIterator<string> {
    while (this.#loadMore());
    return this.#byName.keys()
  }

  /** Every built-in once. */
  all(): Set<Builtin> {
    while (this.#loadMore());
    return new Set(this.#byName.values())
  }
}

const isBuiltin = (value: unknown): value is Builtin =>
  typeof value === 'object' && value !== null && 'definition' in value && 'invoke' in value

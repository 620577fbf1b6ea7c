import type { Builtin } from './define.ts'

/** Built-ins by name and alias. Later themes may not redefine earlier names. */
export class Registry {
  readonly #byName = new Map<string, Builtin>()

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

  get(name: string): Builtin | undefined {
    return this.#byName.get(name)
  }

  /** Names and aliases, for completion. */
  names(): IterableIterator<string> {
    return this.#byName.keys()
  }

  /** Every built-in once. */
  all(): Set<Builtin> {
    return new Set(this.#byName.values())
  }
}

const isBuiltin = (value: unknown): value is Builtin =>
  typeof value === 'object' && value !== null && 'definition' in value && 'invoke' in value

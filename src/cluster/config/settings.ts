import { nearest } from '../../base/nearest-name.ts'
import { parseSite, type Site } from '../site.ts'
import { ConfigError, placeText } from './config-error.ts'
import type { ConfigEntry } from './config-file.ts'
import { isTrue } from './parameter.ts'
import { parameters } from './parameters.ts'

/** What a node is told by its files and its command line. */
export class Settings {
  readonly #entries = new Map<string, ConfigEntry>()
  /** What its reader should know: unknown keys, with the nearest known one. */
  readonly warnings: readonly string[]

  /** Later layers win over earlier ones: files first, the command line last. @throws ConfigError for a value that can't be. */
  constructor(...layers: readonly (readonly ConfigEntry[])[]) {
    const warnings: string[] = []
    for (const entry of layers.flat()) {
      const warning = check(entry)
      if (warning !== null) warnings.push(`${placeText(entry.place)}: ${warning}`)
      this.#entries.set(entry.key, entry)
    }
    this.warnings = warnings
  }

  /** As it was written; the default where it was not. */
  text(name: string): string | null {
    return this.#entries.get(name)?.value ?? known(name).byDefault
  }

  /** Null: not given, and without a default. */
  number(name: string): number | null {
    const value = this.text(name)
    return value === null ? null : Number(value)
  }

  /** A number that has a default. */
  count(name: string): number {
    return this.number(name)!
  }

  flag(name: string): boolean {
    return isTrue(this.text(name) ?? 'false')
  }

  site(name: string): Site | null {
    const value = this.text(name)
    return value === null ? null : parseSite(withoutRole(value))
  }

  /** Those of the role, of a list of host:port:alias:role. */
  sites(name: string, role: string): Site[] {
    const list = (this.text(name) ?? '').split(',').map(part => part.trim())
    return list.filter(part => part.split(':').at(-1) === role).map(part => parseSite(withoutRole(part)))
  }

  /** Where a setting stands, or null where it is the default. */
  entry(name: string): ConfigEntry | null {
    return this.#entries.get(name) ?? null
  }

  /** What was given. */
  entries(): ConfigEntry[] {
    return [...this.#entries.values()]
  }

  /** What was given, and the defaults of everything else that has one. */
  all(): Map<string, string> {
    const all = new Map<string, string>()
    for (const { name, byDefault } of parameters.values()) if (byDefault !== null) all.set(name, byDefault)
    for (const { key, value } of this.#entries.values()) all.set(key, value)
    return all
  }
}

/** What is strange about an entry, or null. @throws ConfigError for a value that can't be. */
export function check({ key, value, place }: ConfigEntry): string | null {
  const parameter = parameters.get(key)
  if (parameter === undefined) {
    const near = nearest(key, [...parameters.keys()])
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    return `there is no parameter ${key}.${hint}`
  }
  if (!parameter.kind.accepts(value))
    throw new ConfigError(`${key}=${value}: ${parameter.kind.expected} is expected.`, place)
  return null
}

function known(name: string) {
  const parameter = parameters.get(name)
  if (!parameter?.inForce) throw new Error(`The catalogue does not say that ${name} is in force.`)
  return parameter
}

const withoutRole = (text: string) => text.replace(/^(.*:\d+:[\w.-]+):\w+$/, '$1')

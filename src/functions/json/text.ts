import { ScriptError } from '../../runtime/script-error.ts'

/**
 * What JSON tells. Unlike JSON.parse this keeps the order of members whatever their names, and all digits of integers
 * that a double can't tell exactly.
 */
export type Json = null | boolean | number | bigint | string | Json[] | JsonObject
export type JsonObject = Map<string, Json>

/** @throws ScriptError for what is no JSON. */
export function readJson(name: string, source: string): Json {
  return reading(name, () => new Reader(source).whole())
}

/** Values that stand one after the other. @throws ScriptError for what is no JSON. */
export function readJsonSequence(name: string, source: string): Json[] {
  return reading(name, () => new Reader(source).sequence())
}

function reading<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SyntaxError) throw new ScriptError(`${name}: this is no JSON: ${error.message}`)
    throw error
  }
}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const blank = /[ \t\r\n]*/y
const plain = /"[^"\\]*"/y
const escaped = /"(?:[^"\\]|\\.)*"/y
const words: readonly (readonly [string, null | boolean])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
]

class Reader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  whole(): Json {
    const value = this.#value()
    this.#skip()
    if (this.#at < this.#source.length) throw this.#unexpected()
    return value
  }

  sequence(): Json[] {
    const values: Json[] = []
    for (this.#skip(); this.#at < this.#source.length; this.#skip()) values.push(this.#value())
    return values
  }

  #unexpected(): SyntaxError {
    const found = this.#source[this.#at]
    return new SyntaxError(
      found === undefined ? 'it ends too early' : `unexpected ${found} at character ${this.#at + 1}`,
    )
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)?.[0]
    if (found === undefined) return null
    this.#at += found.length
    return found
  }

  #skip(): void {
    const code = this.#source.charCodeAt(this.#at)
    if (code === 32 || code === 9 || code === 10 || code === 13) this.#match(blank)
  }

  /** Whether the next character is that one, which is then read. */
  #accept(mark: string): boolean {
    this.#skip()
    if (this.#source[this.#at] !== mark) return false
    this.#at++
    return true
  }

  #expect(mark: string): void {
    if (!this.#accept(mark)) throw this.#unexpected()
  }

  #value(): Json {
    if (this.#accept('{')) return this.#object()
    if (this.#accept('[')) return this.#array()
    if (this.#source[this.#at] === '"') return this.#string()
    for (const [word, value] of words) {
      if (!this.#source.startsWith(word, this.#at)) continue
      this.#at += word.length
      return value
    }
    const digits = this.#match(number)
    if (digits === null) throw this.#unexpected()
    const value = Number(digits)
    return Number.isSafeInteger(value) || /[.eE]/.test(digits) ? value : BigInt(digits)
  }

  #object(): JsonObject {
    const members: JsonObject = new Map()
    if (this.#accept('}')) return members
    do {
      this.#skip()
      const key = this.#string()
      this.#expect(':')
      members.set(key, this.#value())
    } while (this.#accept(','))
    this.#expect('}')
    return members
  }

  #array(): Json[] {
    const items: Json[] = []
    if (this.#accept(']')) return items
    do items.push(this.#value())
    while (this.#accept(','))
    this.#expect(']')
    return items
  }

  #string(): string {
    const simple = this.#match(plain)
    if (simple !== null) return simple.slice(1, -1)
    const quoted = this.#match(escaped)
    if (quoted === null) throw this.#unexpected()
    return JSON.parse(quoted) as string
  }
}

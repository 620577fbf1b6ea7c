/** What a parameter's value must be. */
export interface ValueKind {
  /** For forms. */
  readonly name: 'text' | 'path' | 'flag' | 'integer' | 'number' | 'choice' | 'site' | 'sites'
  /** Where it is one of a few words: those. */
  readonly options?: readonly string[]
  /** In a sentence: "…is expected". */
  readonly expected: string
  /** Whether the text is one. */
  readonly accepts: (text: string) => boolean
}

/** A parameter of DolphinDB's configuration. */
export interface Parameter {
  readonly name: string
  readonly kind: ValueKind
  /** As it would be written; null: none, or worked out from the machine. */
  readonly byDefault: string | null
  /** One line. */
  readonly doc: string
  /** Whether it changes anything here. One that doesn't is taken without complaint, so that files can be kept. */
  readonly inForce: boolean
}

/** Takes effect. */
export function force(name: string, kind: ValueKind, byDefault: string | null, doc: string): Parameter {
  return { name, kind, byDefault, doc, inForce: true }
}

/** Is known and checked, and changes nothing here. */
export function accept(name: string, kind: ValueKind, byDefault: string | null, doc: string): Parameter {
  return { name, kind, byDefault, doc, inForce: false }
}

export const text: ValueKind = { name: 'text', expected: 'a text', accepts: () => true }

export const path: ValueKind = { name: 'path', expected: 'a path', accepts: value => value !== '' }

const TRUE = /^(true|1)$/i
const FALSE = /^(false|0)$/i

export const flag: ValueKind = {
  name: 'flag',
  options: ['true', 'false'],
  expected: 'true or false (1 or 0)',
  accepts: value => TRUE.test(value) || FALSE.test(value),
}

/** What an accepted flag says. */
export const isTrue = (value: string) => TRUE.test(value)

export function integer(least: number, most = 2 ** 31 - 1): ValueKind {
  const range = most === 2 ** 31 - 1 ? `of at least ${least}` : `from ${least} to ${most}`
  return {
    name: 'integer',
    expected: `a whole number ${range}`,
    accepts: value => /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most,
  }
}

export function number(least: number, most = Number.POSITIVE_INFINITY): ValueKind {
  const range = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`
  return {
    name: 'number',
    expected: `a number ${range}`,
    accepts: value => /^-?(\d+\.?\d*|\.\d+)$/.test(value) && Number(value) >= least && Number(value) <= most,
  }
}

export function choice(...words: readonly string[]): ValueKind {
  const expected = words.length === 1 ? words[0]! : `one of ${words.join(', ')}`
  return {
    name: 'choice',
    options: words,
    expected,
    accepts: value => words.some(word => word.toLowerCase() === value.toLowerCase()),
  }
}

const SITE = /^(\[[^\]]+\]|[^:\s]+):\d{1,5}:[\w.-]+(:\w+)?$/

export const site: ValueKind = {
  name: 'site',
  expected: 'a site, host:port:alias,',
  accepts: value => SITE.test(value),
}

export const sites: ValueKind = {
  name: 'sites',
  expected: 'a list of sites, host:port:alias:role, with commas between',
  accepts: value => value.split(',').every(part => SITE.test(part.trim())),
}

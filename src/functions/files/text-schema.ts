import type { ScriptFolders } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { recordsOf } from './records.ts'

/** What is known of a file of text before it is read. */
export interface TextSchema {
  readonly names: readonly string[]
  /** Names of types. */
  readonly types: readonly string[]
  /** Lines before the first record: those to skip, and the header. */
  readonly skipLines: number
}

export interface TextLayout {
  readonly delimiter: string
  /** Lines at the file's beginning that aren't looked at. */
  readonly skipRows: number
  /** Null: the first row is one, unless a field of it begins with a digit. */
  readonly containHeader: boolean | null
}

// The first row is in the first block; types are guessed from it and from others all over the file.
const FIRST_BLOCK = 256 << 10
const BLOCK = 64 << 10
const BLOCKS = 16

const decoder = new TextDecoder()

/** Reads names from the header, and guesses types from a sample of rows. @throws ScriptError when the file has no rows. */
export function textSchema(files: ScriptFolders, path: string, layout: TextLayout): TextSchema {
  const { delimiter, skipRows, containHeader } = layout
  const bytes = files.describe(path)?.bytes
  if (bytes === undefined) throw new ScriptError(`${path}: there is no such file or folder.`)
  const first = decoder.decode(files.read(path, 0, FIRST_BLOCK))
  const records = recordsOf(withoutLines(first, skipRows), delimiter)
  if (bytes > FIRST_BLOCK) records.pop()
  if (records.length === 0) {
    throw new ScriptError(`${path} has no row ${skipRows > 0 ? `behind the first ${skipRows}` : ''}to read.`)
  }
  const top = records[0]!
  const isHeader = containHeader ?? !top.some(field => /^\s*\d/.test(field))
  const names = isHeader ? distinct(top.map(adjustedName)) : top.map((_, i) => `col${i}`)
  const rows = isHeader ? records.slice(1) : records
  for (let block = 1; block < BLOCKS && bytes > FIRST_BLOCK; block++) {
    const start = Math.floor((bytes * block) / BLOCKS)
    if (start < FIRST_BLOCK) continue
    const lines = withoutLines(decoder.decode(files.read(path, start, BLOCK)), 1)
    const sampled = recordsOf(lines.slice(0, lines.lastIndexOf('\n') + 1), delimiter)
    rows.push(...sampled.filter(row => row.length === names.length))
  }
  const types = names.map((_, i) => guessType(rows.map(row => row[i] ?? '')))
  return { names, types, skipLines: skipRows + (isHeader ? 1 : 0) }
}

function withoutLines(text: string, lines: number): string {
  let at = 0
  for (let i = 0; i < lines; i++) {
    const end = text.indexOf('\n', at)
    if (end < 0) return ''
    at = end + 1
  }
  return text.slice(at)
}

// As documented: what no name may hold becomes an underscore, and a name that doesn't begin with a letter gets a c.
function adjustedName(field: string): string {
  const name = field.trim().replace(/[^A-Za-z0-9_\u0080-\uffff]/g, '_')
  return /^[A-Za-z\u0080-\uffff]/.test(name) ? name : `c${name}`
}

function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map(name => {
    let unique = name
    for (let i = 1; taken.has(unique); i++) unique = `${name}_${i}`
    taken.add(unique)
    return unique
  })
}

const date = String.raw`(?:\d{4}|\d{2})([-./])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])`
const minute = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d`
const second = `${minute}:[0-5]\\d`
const between = '[ TDN]'
const fraction = (most: number, least: number) => `\\.\\d{${least},${most}}`
const whole = (source: string) => new RegExp(`^\\s*${source}\\s*$`)

// In order: the first that all fields of a column fit.
const shapes: readonly (readonly [type: string, shape: RegExp])[] = [
  ['BOOL', whole('(?:true|false)')],
  ['MONTH', whole(String.raw`\d{4}\.(?:0[1-9]|1[0-2])M`)],
  ['DATE', whole(date)],
  ['MINUTE', whole(`${minute}m?`)],
  ['SECOND', whole(second)],
  ['TIME', whole(second + fraction(3, 1))],
  ['NANOTIME', whole(second + fraction(9, 1))],
  ['DATEHOUR', whole(`${date}T(?:[01]\\d|2[0-3])`)],
  ['DATETIME', whole(`${date}${between}${second}`)],
  ['TIMESTAMP', whole(`${date}${between}${second}(?:${fraction(3, 1)})?`)],
  ['NANOTIMESTAMP', whole(`${date}${between}${second}(?:${fraction(9, 1)})?`)],
  ['DOUBLE', whole(String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?(?:nan|inf|infinity)`)],
]

const digits = /^\s*[+-]?\d+\s*$/
// Longer texts aren't symbols.
const LONGEST_SYMBOL = 255

/** The type that all fields of a column fit; empty ones fit any. */
function guessType(fields: readonly string[]): string {
  const given = fields.filter(field => field.trim() !== '')
  if (given.length === 0) return 'SYMBOL'
  if (given.every(field => digits.test(field))) return integralType(given)
  for (const [type, shape] of shapes) if (given.every(field => shape.test(field))) return type
  return given.some(field => field.length > LONGEST_SYMBOL) ? 'STRING' : 'SYMBOL'
}

function integralType(fields: readonly string[]): string {
  if (fields.every(isDate)) return 'DATE'
  let type = 'INT'
  for (const field of fields) {
    const value = BigInt(field.trim().replace('+', ''))
    if (value < -(2n ** 63n) || value >= 2n ** 63n) return 'DOUBLE'
    if (value <= -(2n ** 31n) || value >= 2n ** 31n) type = 'LONG'
  }
  return type
}

// yyyyMMdd and yyMMdd, as documented.
function isDate(field: string): boolean {
  const parts = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(field.trim())
  if (!parts) return false
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number]
  const inRange = parts[1]!.length === 2 || (year >= 1900 && year <= 2100)
  return inRange && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

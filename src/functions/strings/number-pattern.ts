import { ScriptError } from '../../runtime/script-error.ts'

/** How numbers of one sign are written. */
interface Layout {
  readonly prefix: string
  readonly suffix: string
  /** Least digits before the point. */
  readonly whole: number
  /** Least and most digits after the point. */
  readonly least: number
  readonly most: number
  /** Digits between commas; 0 without. */
  readonly group: number
  /** Least digits of the exponent; 0 without one. */
  readonly exponent: number
  readonly percent: boolean
}

/** Writes numbers by a pattern such as `#,##0.00`. */
export interface NumberFormat {
  readonly exact: (number: Decimal) => string
  /** Of a double, where that is surely the same; else null. */
  readonly quick: (value: number) => string | null
}

/** A decimal number: `0.digits` × 10 ** `exponent`, without zeros at either end; no digits for zero. */
export interface Decimal {
  readonly negative: boolean
  readonly digits: string
  readonly exponent: number
}

/** The decimal that a text such as `-12.5`, `1e-7` shows. */
export function decimalOf(text: string): Decimal {
  const match = /^(-?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text)!
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const all = whole! + fraction
  const stripped = all.replace(/^0+/, '')
  const digits = stripped.replace(/0+$/, '')
  const point = whole!.length - (all.length - stripped.length) + Number(exponent)
  return { negative: sign === '-', digits, exponent: digits === '' ? 0 : point }
}

/** Rounded to so many digits before (negative) or after the point, halves away from zero. */
function rounded({ negative, digits, exponent }: Decimal, places: number): Decimal {
  const kept = exponent + places
  if (kept >= digits.length) return { negative, digits, exponent }
  if (kept < 0) return { negative, digits: '', exponent: 0 }
  const up = digits[kept]! >= '5'
  const head = BigInt(digits.slice(0, kept) || '0') + (up ? 1n : 0n)
  const made = head === 0n ? '' : head.toString().padStart(kept, '0')
  const grown = made.length > kept ? 1 : 0
  const trimmed = made.replace(/0+$/, '')
  return { negative, digits: trimmed, exponent: trimmed === '' ? 0 : exponent + grown }
}

function layoutOf(pattern: string, whole: string): Layout {
  const match = /^([^#0.,]*)([#0,]*)(?:\.(0*#*))?(E0+)?(%?)([^#0.,]*)$/.exec(pattern)
  if (!match || (match[2] === '' && !match[3])) throw new ScriptError(`Invalid decimal format: '${whole}'.`)
  const [, prefix, integer, fraction = '', exponent = '', percent, suffix] = match
  const comma = integer!.lastIndexOf(',')
  if (comma !== integer!.indexOf(',')) {
    throw new ScriptError(`Invalid decimal format: '${whole}'. There may be one comma at most.`)
  }
  return {
    prefix: prefix!,
    suffix: percent! + suffix!,
    whole: integer!.replace(/[^0]/g, '').length,
    least: fraction.replace(/[^0]/g, '').length,
    most: fraction.length,
    group: comma < 0 ? 0 : integer!.length - comma - 1,
    exponent: Math.max(0, exponent.length - 1),
    percent: percent === '%',
  }
}

function grouped(whole: string, size: number): string {
  if (size === 0) return whole
  let out = whole
  for (let at = whole.length - size; at > 0; at -= size) out = `${out.slice(0, at)},${out.slice(at)}`
  return out
}

function plain(number: Decimal, { whole, least, most, group }: Layout): string {
  const { digits, exponent } = rounded(number, most)
  const before = exponent > 0 ? digits.slice(0, exponent).padEnd(exponent, '0') : ''
  const after = exponent > 0 ? digits.slice(exponent) : digits === '' ? '' : '0'.repeat(-exponent) + digits
  const fraction = after.padEnd(least, '0')
  const integer = grouped(before.padStart(whole, '0'), group)
  if (fraction === '') return integer === '' ? '0' : integer
  return `${integer}.${fraction}`
}

function scientific(number: Decimal, layout: Layout): string {
  const lead = Math.max(1, layout.whole)
  let mantissa = rounded({ ...number, exponent: lead }, layout.most)
  let power = number.digits === '' ? 0 : number.exponent - lead
  if (mantissa.exponent > lead) {
    mantissa = { ...mantissa, exponent: lead }
    power++
  }
  const exponent = String(Math.abs(power)).padStart(layout.exponent, '0')
  return `${plain(mantissa, layout)}E${power < 0 ? '-' : ''}${exponent}`
}

function write(number: Decimal, layout: Layout): string {
  const scaled =
    layout.percent && number.digits !== '' ? { ...number, exponent: number.exponent + 2 } : number
  const body = layout.exponent > 0 ? scientific(scaled, layout) : plain(scaled, layout)
  return layout.prefix + body + layout.suffix
}

const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]

/**
 * Writes a number of a plain layout by arithmetic on a double; null where that may round otherwise than the digits do:
 * near the middle of two, or beyond what a double tells exactly.
 */
function quick(value: number, layout: Layout): string | null {
  const { whole, least, most, group } = layout
  if (layout.exponent > 0 || layout.percent || group > 0 || most > 6 || value < 0 || value >= 1e9) return null
  const scaled = value * powers[most]!
  const nearest = Math.round(scaled)
  if (Math.abs(scaled - nearest) > 0.4999 || scaled > 2 ** 50) return null
  const integer = Math.floor(nearest / powers[most]!)
  let digits = integer === 0 && whole === 0 ? '' : String(integer)
  if (digits.length < whole) digits = digits.padStart(whole, '0')
  if (most === 0) return layout.prefix + (digits === '' ? '0' : digits) + layout.suffix
  let fraction = String(nearest - integer * powers[most]!).padStart(most, '0')
  let end = most
  while (end > least && fraction.charCodeAt(end - 1) === 48) end--
  fraction = fraction.slice(0, end)
  if (fraction === '') return layout.prefix + (digits === '' ? '0' : digits) + layout.suffix
  return `${layout.prefix}${digits}.${fraction}${layout.suffix}`
}

/**
 * The format that a pattern describes: 0 is a digit that is always there, # one that may be; `.`, `,` between groups,
 * `%`, `E00`, and after `;` another one for negative numbers.
 * @throws ScriptError when it is none.
 */
export function numberFormat(pattern: string): NumberFormat {
  const [first, second, ...more] = pattern.split(';')
  if (more.length > 0) throw new ScriptError(`Invalid decimal format: '${pattern}'.`)
  const positive = layoutOf(first!, pattern)
  const negative = second === undefined ? null : layoutOf(second, pattern)
  return {
    quick: value => quick(value, positive),
    exact: number => {
      if (!number.negative) return write(number, positive)
      if (negative) return write(number, negative)
      return `-${write(number, positive)}`
    },
  }
}

import { ScriptError } from '../../runtime/script-error.ts'
import {
  BOOL,
  CHAR,
  DATE,
  DATETIME,
  type DataType,
  DOUBLE,
  FLOAT,
  INT,
  isLiteral,
  LONG,
  MINUTE,
  MONTH,
  NANOTIME,
  NANOTIMESTAMP,
  SECOND,
  SHORT,
  STRING,
  TIME,
  TIMESTAMP,
} from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { convertOrFail } from '../types/cast.ts'

// Placeholders such as %i, %-10.3f and %(name)W.

const placeholder =
  /%(?:%|(?:\((?<key>[^)]*)\))?(?<flags>[#+\-0]*)(?<width>\d+|\*)?(?:\.(?<precision>\d+|\*))?(?<letter>[bchioxXldMtmsDTnNfFSWA]))/g

interface Placeholder {
  readonly letter: string
  readonly flags: string
  readonly width: number
  /** −1 where it is not told. */
  readonly precision: number
}

// The types that letters ask for; integers may be narrower.
const letterTypes: Readonly<Record<string, DataType>> = {
  b: BOOL,
  c: CHAR,
  h: SHORT,
  i: INT,
  o: LONG,
  x: LONG,
  X: LONG,
  l: LONG,
  d: DATE,
  M: MONTH,
  t: TIME,
  m: MINUTE,
  s: SECOND,
  D: DATETIME,
  T: TIMESTAMP,
  n: NANOTIME,
  N: NANOTIMESTAMP,
  f: FLOAT,
  F: DOUBLE,
}

function fits(type: DataType, wanted: DataType): boolean {
  if (type === wanted) return true
  if (wanted === FLOAT || wanted === DOUBLE)
    return type.category === 'FLOATING' || type.category === 'INTEGRAL'
  return wanted.category === 'INTEGRAL' && type.category === 'INTEGRAL'
}

function written(value: Value, place: Placeholder): string {
  const { letter } = place
  if (letter === 'A') return display(value)
  if (!(value instanceof Scalar)) throw mismatch(letter, value)
  if (letter === 'S' || letter === 'W') {
    if (!isLiteral(value.type) && value.type !== CHAR) throw mismatch(letter, value)
    const whole = (convertOrFail(value, STRING) as Scalar).raw as string
    return place.precision >= 0 ? whole.slice(0, place.precision) : whole
  }
  const wanted = letterTypes[letter]!
  if (!fits(value.type, wanted)) throw mismatch(letter, value)
  if (value.isNull) return ''
  if (wanted === FLOAT || wanted === DOUBLE) return signed(value, place)
  if (letter === 'o')
    return `${place.flags.includes('#') ? '0o' : ''}${BigInt(value.raw as number).toString(8)}`
  if (letter === 'x' || letter === 'X') {
    const digits = `${place.flags.includes('#') ? '0x' : ''}${BigInt(value.raw as number).toString(16)}`
    return letter === 'X' ? digits.toUpperCase() : digits
  }
  const whole = (convertOrFail(value, STRING) as Scalar).raw as string
  return place.flags.includes('+') && wanted.category === 'INTEGRAL' && !whole.startsWith('-')
    ? `+${whole}`
    : whole
}

function signed(value: Scalar, { flags, precision }: Placeholder): string {
  const number = Number(value.raw)
  const digits = number.toFixed(precision < 0 ? 6 : Math.min(precision, 100))
  return flags.includes('+') && number >= 0 ? `+${digits}` : digits
}

const mismatch = (letter: string, value: Value) =>
  new ScriptError(
    `stringFormat: the placeholder %${letter} can't take a ${(value as { type?: DataType }).type ?? value.form}.`,
  )

function padded(body: string, { letter, flags, width }: Placeholder): string {
  if (body.length >= width) return body
  const zeros = flags.includes('0') && letter !== 'W' && letter !== 'S'
  if (flags.includes('-')) return body.padEnd(width, zeros && body.includes('.') ? '0' : ' ')
  if (!zeros) return body.padStart(width)
  const sign = /^[+-]/.exec(body)?.[0] ?? ''
  return sign + body.slice(sign.length).padStart(width - sign.length, '0')
}

/** Takes the arguments one by one; with * a tuple brings width and precision along. */
class Supply {
  readonly #args: readonly (Value | undefined)[]
  #next = 0

  constructor(args: readonly (Value | undefined)[]) {
    this.#args = args
  }

  take(groups: Record<string, string | undefined>): { value: Value; width: number; precision: number } {
    const stars = [groups.width, groups.precision].filter(option => option === '*').length
    const value = groups.key === undefined ? this.#following() : this.#named(groups.key)
    const items = stars > 0 ? this.#items(value, stars + 1) : [value]
    const option = (told: string | undefined, missing: number) =>
      told === '*'
        ? integer(items.shift(), 'stringFormat', 'width')
        : told === undefined
          ? missing
          : Number(told)
    const width = option(groups.width, 0)
    const precision = option(groups.precision, -1)
    return { value: items[0]!, width, precision }
  }

  #following(): Value {
    const value = this.#args[this.#next++]
    if (value === undefined)
      throw new ScriptError('stringFormat: there are more placeholders than arguments.')
    return value
  }

  #named(key: string): Value {
    const [dictionary] = this.#args
    if (!(dictionary instanceof Dictionary)) {
      throw new ScriptError(`stringFormat: the placeholder %(${key}) needs a dictionary.`)
    }
    const value = dictionary.get(key)
    if (value === undefined) throw new ScriptError(`stringFormat: the dictionary has no key ${key}.`)
    this.#next = 1
    return value
  }

  #items(value: Value, count: number): Value[] {
    if (value instanceof Tuple && value.length === count) return [...value.items]
    if (value.form === 'vector' && 'get' in value && (value as Tuple).length === count) {
      return Array.from({ length: count }, (_, i) => (value as Tuple).get(i))
    }
    throw new ScriptError(`stringFormat: with * a tuple of ${count} is needed, the value last.`)
  }

  finish(): void {
    if (this.#next < this.#args.length) {
      throw new ScriptError('stringFormat: there are more arguments than placeholders.')
    }
  }
}

export const stringFormat = define({
  name: 'stringFormat',
  signature: 'stringFormat(format, [args], ...)',
  kind: 'system',
  doc: 'The format with its placeholders replaced by the arguments: %i INT, %l LONG, %F DOUBLE, %W text, %d DATE and so on, with width and precision as in %-10.3f; %(key)W takes from a dictionary.',
  examples: [
    ['stringFormat("date: %d, %i%%", 2022.12.01, 50)', 'date: 2022.12.01, 50%'],
    ['stringFormat("%010.3f", 7.596)', '000007.596'],
    ['stringFormat("%(item)W: %(price)i", {"item": "Eggs", "price": 2})', 'Eggs: 2'],
  ],
  run: (_, format, ...args) => {
    const supply = new Supply(args)
    const made = text(format, 'stringFormat(format, [args])', 'format').replace(
      placeholder,
      (whole, ...rest) => {
        if (whole === '%%') return '%'
        const groups = rest.at(-1) as Record<string, string | undefined>
        const { value, width, precision } = supply.take(groups)
        const place = { letter: groups.letter!, flags: groups.flags ?? '', width, precision }
        return padded(written(value, place), place)
      },
    )
    supply.finish()
    return string(made)
  },
})

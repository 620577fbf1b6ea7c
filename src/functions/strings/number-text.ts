import { ScriptError } from '../../runtime/script-error.ts'
import { castRaw } from '../../values/cast/scalar.ts'
import {
  CHAR,
  type DataType,
  DOUBLE,
  FLOAT,
  INT,
  isTemporal,
  LONG,
  SHORT,
  STRING,
} from '../../values/data-type.ts'
import { formatDecimal } from '../../values/elements/decimal.ts'
import { shortestSingle } from '../../values/elements/number-format.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { dataType, integer, text } from '../argument.ts'
import { define } from '../define.ts'
import { type UnaryPlan, unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'
import { momentFormat } from '../temporal/text.ts'
import { decimalOf, numberFormat } from './number-pattern.ts'

// Numbers as text in a given format, and integers of any radix from text.

/** All digits of a number that is not null. */
function digitsOf(raw: Raw, type: DataType): string {
  if (type.category === 'DECIMAL') return formatDecimal(raw, type.scale)
  return type === FLOAT ? shortestSingle(raw as number) : String(raw)
}

const formattable = (type: DataType) =>
  type.category === 'INTEGRAL' || type.category === 'FLOATING' || type.category === 'DECIMAL'

function formatting(pattern: string): (type: DataType) => UnaryPlan | null {
  const format = numberFormat(pattern)
  return type => {
    if (!formattable(type)) return null
    return unaryElementPlan(STRING, raw => {
      if (isNullRaw(type, raw)) return ''
      if (type.category === 'FLOATING' && !Number.isFinite(raw)) return String(raw)
      const quick = type === DOUBLE || type === INT ? format.quick(raw as number) : null
      return quick ?? format.exact(decimalOf(digitsOf(raw, type)))
    })
  }
}

export const decimalFormat = define({
  name: 'decimalFormat',
  signature: 'decimalFormat(X, format)',
  kind: 'elementwise',
  doc: 'Each number as text in a format: 0 stands for a digit, # for one that may be missing; there may be a point, a comma between groups, % or E00 at the end, and after ; the format of negative numbers.',
  examples: [
    ['decimalFormat(123.45, "0.000")', '123.450'],
    ['decimalFormat([123456789.166, NULL], "#,###.##")', '["123,456,789.17",]'],
    ['decimalFormat(0.125, "0.00%")', '12.50%'],
    ['decimalFormat(-123.456, "0.00#E00;(0.00#E00)")', '(1.235E02)'],
  ],
  run: (_, x, format) => {
    const pattern = text(format, 'decimalFormat(X, format)', 'format')
    return applyUnary(new UnaryOperation('decimalFormat', formatting(pattern)), x!)
  },
})

export const format = define({
  name: 'format',
  signature: 'format(X, format)',
  kind: 'elementwise',
  doc: 'Numbers as text as by decimalFormat, moments as by temporalFormat.',
  examples: [
    ['format(2018.02.14, "MM/dd/yyyy")', '02/14/2018'],
    ['format(1234.5 NULL, "#,###")', '["1,235",]'],
  ],
  run: (_, x, format) => {
    const pattern = text(format, 'format(X, format)', 'format')
    // Tables have no type of their own.
    const { type } = x as { type?: DataType }
    if (type && isTemporal(type)) return applyUnary(momentFormat('format', pattern), x!)
    return applyUnary(new UnaryOperation('format', formatting(pattern)), x!)
  },
})

const digits = '0123456789abcdef'

// The integer at the beginning of a text; null when there is none.
function integerOf(whole: string, radix: number): bigint | null {
  const match = /^\s*([+-]?)(.*)$/s.exec(whole)!
  let rest = match[2]!.toLowerCase()
  if (radix === 16 && rest.startsWith('0x')) rest = rest.slice(2)
  let value = 0n
  let count = 0
  for (; count < rest.length; count++) {
    const digit = digits.indexOf(rest[count]!)
    if (digit < 0 || digit >= radix) break
    value = value * BigInt(radix) + BigInt(digit)
  }
  if (count === 0) return null
  return match[1] === '-' ? -value : value
}

export const parseInteger = define({
  name: 'parseInteger',
  aliases: ['parseInt'],
  signature: 'parseInteger(X, type, [radix=10])',
  kind: 'elementwise',
  doc: 'The integer of that radix that each text begins with, as CHAR, SHORT, INT or LONG; null for blank text.',
  examples: [
    ['parseInteger(["012", " 12", "12a", "", "-12"], INT)', '[12,12,12,,-12]'],
    ['parseInteger(["0x16", "3F"], INT, 16)', '[22,63]'],
  ],
  run: (_, x, type, radix) => {
    const usage = 'parseInteger(X, type, [radix])'
    const result = dataType(type, usage, 'type')
    if (result !== CHAR && result !== SHORT && result !== INT && result !== LONG) {
      throw new ScriptError(`Usage: ${usage}. type should be CHAR, SHORT, INT or LONG.`)
    }
    const base = integer(radix, usage, 'radix', 10)
    if (base < 2 || base > 16) {
      throw new ScriptError(`Usage: ${usage}. radix should be from 2 to 16, not ${base}.`)
    }
    const of = (whole: string): Raw => {
      if (whole.trim() === '') return nullOf(result)
      const value = integerOf(whole, base)
      if (value === null) throw new ScriptError('Invalid string to parse.')
      return castRaw(BigInt.asIntN(64, value), LONG, result)
    }
    return applyToTexts({ name: 'parseInteger', result, of }, x as Value)
  },
})

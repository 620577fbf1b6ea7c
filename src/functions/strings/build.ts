import { padStrings, repeatStrings } from '../../kernels/strings/text-parts.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { castTexts } from '../../values/cast/vector.ts'
import { BLOB, STRING, VOID } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyToTexts, vectorOfStrings } from '../lift/text-function.ts'
import { convertOrFail } from '../types/cast.ts'
import { isAsciiText, sliceText } from './parts.ts'

const encoder = new TextEncoder()

/** No text is padded beyond this. */
const LONGEST_PADDED = 65_536

function padded(whole: string, length: number, pattern: string, side: 'left' | 'right'): string {
  if (isAsciiText(whole) && isAsciiText(pattern)) {
    if (whole.length >= length) return whole.slice(0, length)
    return side === 'left' ? whole.padStart(length, pattern) : whole.padEnd(length, pattern)
  }
  const has = encoder.encode(whole).length
  if (has >= length) return sliceText(whole, 0, length)
  if (pattern === '') return whole
  const missing = length - has
  const added = sliceText(pattern.repeat(Math.ceil(missing / pattern.length)), 0, missing)
  return side === 'left' ? added + whole : whole + added
}

function padding(name: 'lpad' | 'rpad', side: 'left' | 'right', examples: [string, string][]): Builtin {
  const usage = `${name}(str, length, [pattern])`
  return define({
    name,
    signature: `${name}(str, length, [pattern=" "])`,
    kind: 'elementwise',
    doc: `Each text with the pattern, over and over, at its ${side} until it is \`length\` long; longer ones are cut there.`,
    examples,
    run: (_, x, length, pattern) => {
      const wanted = Math.min(integer(length, usage, 'length'), LONGEST_PADDED)
      if (wanted < 0) throw new ScriptError(`${name}: length should not be negative, but it is ${wanted}.`)
      const filler = pattern === undefined ? ' ' : text(pattern, usage, 'pattern')
      const bytes = encoder.encode(filler)
      return applyToTexts(
        {
          name,
          result: STRING,
          of: whole => padded(whole, wanted, filler, side),
          ofBytes: strings => vectorOfStrings(padStrings(strings, wanted, bytes, side), STRING),
        },
        x!,
      )
    },
  })
}

export const lpad = padding('lpad', 'left', [
  ['lpad("Hello", 2)', 'He'],
  ['lpad(["a", "", "abc"], 2, "0")', '["0a","00","ab"]'],
])
export const rpad = padding('rpad', 'right', [
  ['rpad(`Hello, 12, `0)', 'Hello0000000'],
  ['rpad(["a", "", "abc"], 2, "0")', '["a0","00","ab"]'],
])

export const repeat = define({
  name: 'repeat',
  signature: 'repeat(X, n)',
  kind: 'elementwise',
  doc: 'Each text n times over.',
  examples: [
    ['repeat(`FB, 3)', 'FBFBFB'],
    ['repeat(["AB", "", "CD"], 2)', '["ABAB",,"CDCD"]'],
  ],
  run: (_, x, n) => {
    const times = integer(n, 'repeat(X, n)', 'n')
    if (times < 0) throw new ScriptError(`repeat: n should not be negative, but it is ${times}.`)
    return applyToTexts(
      {
        name: 'repeat',
        result: STRING,
        of: whole => whole.repeat(times),
        ofBytes: strings => vectorOfStrings(repeatStrings(strings, times), STRING),
      },
      x!,
    )
  },
})

const asText = (value: Value | undefined): string => {
  if (value === undefined || (value instanceof Scalar && (value.type === VOID || value.isNull))) return ''
  if (!(value instanceof Scalar)) throw wrongArgument('concat(X, [Y])', 'Y', 'a scalar', value)
  return (convertOrFail(value, STRING) as Scalar).raw as string
}

export const concat = define({
  name: 'concat',
  signature: 'concat(X, [Y=""])',
  kind: 'aggregate',
  doc: 'Of a scalar: its text with that of Y behind it. Of a vector: the texts of all elements as one, with Y between them.',
  examples: [
    ['concat(`hello, `world)', 'helloworld'],
    ['concat(`IBM`GOOG`APPL, ",")', 'IBM,GOOG,APPL'],
    ['concat(1 NULL 3, "-")', '1--3'],
  ],
  run: (_, x, y) => {
    const mark = asText(y)
    if (!(x instanceof Vector)) return string(asText(x) + mark)
    const all = castTexts(x).texts().join(mark)
    return x.type === BLOB ? new Scalar(BLOB, all) : string(all)
  },
})

export const makeKey = define({
  name: 'makeKey',
  aliases: ['makeSortedKey'],
  signature: 'makeKey(args, ...)',
  kind: 'elementwise',
  doc: 'The texts of all arguments one after the other, as BLOB: a key made of several.',
  examples: [
    ['makeKey(`a1, `b1)', 'a1b1'],
    ['makeKey(1 2, 4 5)', '["14","25"]'],
  ],
  run: (_, ...args) => {
    const length = Math.max(...args.map(arg => (arg instanceof Vector ? arg.length : -1)))
    if (length < 0) return new Scalar(BLOB, args.map(asText).join(''))
    const columns = args.map(arg => {
      if (!(arg instanceof Vector)) return new Array<string>(length).fill(asText(arg))
      if (arg.length !== length) throw new ScriptError('makeKey: the arguments have different sizes.')
      return castTexts(arg).texts()
    })
    const keys = Array.from({ length }, (_, row) => columns.map(column => column[row]).join(''))
    return vectorOfRaws(BLOB, keys)
  },
})

export const snippet = define({
  name: 'snippet',
  signature: 'snippet(X)',
  kind: 'system',
  doc: 'What printing X shows, as a text.',
  examples: [['snippet(1 2 3) + "!"', '[1,2,3]!']],
  run: (_, x) => string(display(x!)),
})

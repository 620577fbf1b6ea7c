import { nullI8, nullI32 } from '../../kernels/null.ts'
import { isAscii, sliceStrings, trimStrings } from '../../kernels/strings/text-parts.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR, INT, isIntegral, isLiteral, STRING } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { emptyVector } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, texts, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { casting } from '../lift/plans/convert.ts'
import { convertingPlan, elementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts, type TextFunction, vectorOfStrings } from '../lift/text-function.ts'

// Positions and lengths count bytes of UTF-8, except in the functions whose name ends in u.

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Whether every character of a text is one byte. */
export function isAsciiText(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}

/** The bytes of a text from `from` (negative: counted from the end), `length` of them. */
export function sliceText(whole: string, from: number, length: number): string {
  if (isAsciiText(whole)) {
    const start = from < 0 ? Math.max(0, whole.length + from) : from
    return whole.slice(start, start + length)
  }
  const bytes = encoder.encode(whole)
  const start = from < 0 ? Math.max(0, bytes.length + from) : from
  return decoder.decode(bytes.subarray(start, start + length))
}

const WHOLE = 2 ** 31 - 1

const slice = (name: string, from: number, length: number): TextFunction => ({
  name,
  result: STRING,
  of: whole => sliceText(whole, from, length),
  ofBytes: strings => vectorOfStrings(sliceStrings(strings, from, length), STRING),
})

// A part of each text that a count says: one count for all, or one for each.
function partBy(
  name: string,
  x: Value,
  count: Value | undefined,
  usage: readonly [signature: string, parameter: string],
  part: (count: number) => readonly [from: number, length: number],
): Value {
  if (!(count instanceof Vector) || !isIntegral(count.type)) {
    const [from, length] = part(atLeast(0, integer(count, ...usage), name, usage[1]))
    return applyToTexts(slice(name, from, length), x)
  }
  const plan = elementPlan(STRING, (whole, raw) => {
    const [from, length] = part(atLeast(0, raw === nullI32 ? 0 : (raw as number), name, usage[1]))
    return sliceText(whole as string, from, length)
  })
  const operation = new BinaryOperation(name, (text, type) =>
    isLiteral(text) && isIntegral(type) ? convertingPlan(plan, value => value, casting(type, INT)) : null,
  )
  return applyBinary(operation, x, count)
}

function atLeast(least: number, value: number, name: string, parameter: string): number {
  if (value >= least) return value
  throw new ScriptError(`${name}: ${parameter} should be at least ${least}, not ${value}.`)
}

export const left = define({
  name: 'left',
  signature: 'left(X, n)',
  kind: 'elementwise',
  doc: 'The first n characters of each text. A vector of n goes with the texts one by one.',
  examples: [
    ['left("I love this game!", 6)', 'I love'],
    ['left(["abc", "", "x"], 2)', '["ab",,"x"]'],
    ['left(["abc", "def"], 1 2)', '["a","de"]'],
  ],
  run: (_, x, n) => partBy('left', x!, n, ['left(X, n)', 'n'], count => [0, count]),
})

export const right = define({
  name: 'right',
  signature: 'right(X, n)',
  kind: 'elementwise',
  doc: 'The last n characters of each text. A vector of n goes with the texts one by one.',
  examples: [
    ['right("I love this game!", 5)', 'game!'],
    ['right(["abc", "", "x"], 2)', '["bc",,"x"]'],
  ],
  run: (_, x, n) => partBy('right', x!, n, ['right(X, n)', 'n'], count => [-count || 0, count]),
})

export const substr = define({
  name: 'substr',
  signature: 'substr(X, offset, [length])',
  kind: 'elementwise',
  doc: 'The part of each text from `offset` on, which counts from 0, or `length` characters of it. A vector of offsets goes with the texts one by one. Counts bytes: see substru.',
  examples: [
    ['substr("This is a test", 5, 2)', 'is'],
    ['substr("This is a test", 8, 100)', 'a test'],
    ['substr(["abc", "", "x"], 1)', '["bc",,]'],
    ['substr(["abc", "def"], 1 2)', '["bc","f"]'],
  ],
  run: (_, x, offset, length) => {
    const usage = 'substr(X, offset, [length])'
    const count = atLeast(0, integer(length, usage, 'length', WHOLE), 'substr', 'length')
    return partBy('substr', x!, offset, [usage, 'offset'], from => [from, count])
  },
})

export const substru = define({
  name: 'substru',
  signature: 'substru(X, offset, [length])',
  kind: 'elementwise',
  doc: 'The part of each text from `offset` on, which counts from 0, or `length` characters of it. Counts characters of Unicode.',
  examples: [
    ['substru("This is a test", 5, 2)', 'is'],
    ['substru("数据库", 1, 1)', '据'],
  ],
  run: (_, x, offset, length) => {
    const usage = 'substru(X, offset, [length])'
    const from = atLeast(0, integer(offset, usage, 'offset'), 'substru', 'offset')
    const count = atLeast(0, integer(length, usage, 'length', WHOLE), 'substru', 'length')
    return applyToTexts(
      {
        name: 'substru',
        result: STRING,
        of: whole =>
          isAsciiText(whole)
            ? whole.slice(from, from + count)
            : [...whole].slice(from, from + count).join(''),
        ofBytes: strings =>
          isAscii(strings) ? vectorOfStrings(sliceStrings(strings, from, count), STRING) : null,
      },
      x!,
    )
  },
})

function trimming(
  name: string,
  side: 'both' | 'left' | 'right',
  white: boolean,
  pattern: RegExp,
  doc: string,
  examples: [string, string][],
): Builtin {
  const f: TextFunction = {
    name,
    result: STRING,
    of: whole => whole.replace(pattern, ''),
    ofBytes: strings => vectorOfStrings(trimStrings(strings, side, white), STRING),
  }
  return define({
    name,
    signature: `${name}(X)`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x) => applyToTexts(f, x!),
  })
}

export const trim = trimming('trim', 'both', false, /^ +| +$/g, 'Each text without spaces at its ends.', [
  ['trim(["  t1", " t2 ", ""])', '["t1","t2",]'],
])
export const ltrim = trimming('ltrim', 'left', false, /^ +/, 'Each text without spaces at its beginning.', [
  ['ltrim("  a b")', 'a b'],
])
export const rtrim = trimming('rtrim', 'right', false, / +$/, 'Each text without spaces at its end.', [
  ['rtrim("I love  ") + "x"', 'I lovex'],
])
export const strip = trimming(
  'strip',
  'both',
  true,
  /^[ \t-\r]+|[ \t-\r]+$/g,
  'Each text without spaces, tabs and line ends at its ends.',
  [['strip("\\n\\thello world\\n")', 'hello world']],
)

const characterAt = new BinaryOperation('charAt', (x, y) => {
  if (!isLiteral(x) || !isIntegral(y)) return null
  const plan = elementPlan(CHAR, (whole, place) => {
    const at = place as number
    if (at === nullI32 || at < 0) return nullI8
    const code = isAsciiText(whole as string)
      ? (whole as string).charCodeAt(at)
      : (encoder.encode(whole as string)[at] ?? Number.NaN)
    return Number.isNaN(code) ? nullI8 : (code << 24) >> 24
  })
  return convertingPlan(plan, value => value, casting(y, INT))
})

export const charAt = define({
  name: 'charAt',
  signature: 'charAt(X, Y)',
  kind: 'elementwise',
  doc: 'The character of each text at the place Y, which counts from 0; null where there is none.',
  examples: [
    ['charAt("abc", 2)', "'c'"],
    ['charAt(["hello", "world"], [3, 4])', "['l','d']"],
    ['charAt("abc", 7)', '00c'],
  ],
  run: (_, x, y) => applyBinary(characterAt, x!, y!),
})

const charsOf = (whole: string) => new FixedVector(CHAR, Int8Array.from(encoder.encode(whole)), false)

export const split = define({
  name: 'split',
  signature: 'split(str, [delimiter])',
  kind: 'elementwise',
  doc: 'The parts of a text between delimiters, as a vector; without a delimiter its characters. Of a vector of texts: a tuple of such vectors, to be indexed by column.',
  examples: [
    ['split("xyz 1", " ")', '["xyz","1"]'],
    ['split("ab")', "['a','b']"],
    ['split("a,,b", ",")', '["a",,"b"]'],
    ['split(["a-b", "c-d"], "-")[1]', '["b","d"]'],
  ],
  run: (_, x, delimiter) => {
    const usage = 'split(str, [delimiter])'
    const mark = delimiter === undefined ? null : text(delimiter, usage, 'delimiter')
    const partsOf = (whole: string) => {
      if (mark === null || mark === '') return charsOf(whole)
      return StringVector.of(whole === '' ? [] : whole.split(mark))
    }
    if (x instanceof Scalar) return partsOf(text(x, usage, 'str'))
    if (!(x instanceof Vector)) throw wrongArgument(usage, 'str', 'a string or a vector of strings', x)
    return new Tuple(texts(x, usage, 'str').map(partsOf), true)
  },
})

export const toCharArray = define({
  name: 'toCharArray',
  signature: 'toCharArray(X)',
  kind: 'elementwise',
  doc: 'The bytes of a text as a vector of CHAR; of a vector of texts an array vector.',
  examples: [
    ['toCharArray("It is")', "['I','t',' ','i','s']"],
    ['toCharArray(["A#", "B C"])', "[['A','#'],['B',' ','C']]"],
  ],
  run: (_, x) => {
    if (x instanceof Scalar) return charsOf(text(x, 'toCharArray(X)', 'X'))
    if (!(x instanceof StringVector || x instanceof SymbolVector)) {
      throw wrongArgument('toCharArray(X)', 'X', 'a string or a vector of strings', x)
    }
    const rows = texts(x, 'toCharArray(X)', 'X').map(whole =>
      whole === '' ? new FixedVector(CHAR, Int8Array.of(nullI8)) : charsOf(whole),
    )
    return ArrayVector.ofRows(rows, emptyVector(CHAR))
  },
})

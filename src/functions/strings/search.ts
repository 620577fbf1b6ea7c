import { findInStrings, testEnd } from '../../kernels/strings/text-parts.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL, type DataType, INT, isLiteral, STRING } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, texts, truth, wrongArgument } from '../argument.ts'
import { type Builtin, define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { elementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts, measured, type TextFunction } from '../lift/text-function.ts'

const encoder = new TextEncoder()

// One text looked for in all, or each in its own.
function searching(
  name: string,
  result: DataType,
  of: (whole: string, part: string) => number,
  ofBytes: (part: Uint8Array) => TextFunction['ofBytes'],
  doc: string,
  examples: [string, string][],
  aliases: readonly string[] = [],
): Builtin {
  const pairwise = new BinaryOperation(name, (x, y) =>
    isLiteral(x) && isLiteral(y) ? elementPlan(result, (a, b) => of(a as string, b as string)) : null,
  )
  return define({
    name,
    aliases,
    signature: `${name}(X, str)`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x, part) => {
      if (!(part instanceof Scalar)) return applyBinary(pairwise, x!, part!)
      const wanted = text(part, `${name}(X, str)`, 'str')
      return applyToTexts(
        { name, result, of: whole => of(whole, wanted), ofBytes: ofBytes(encoder.encode(wanted)) },
        x!,
      )
    },
  })
}

function bytesBefore(whole: string, index: number): number {
  for (let i = 0; i < index; i++) {
    if (whole.charCodeAt(i) > 127) return encoder.encode(whole.slice(0, index)).length
  }
  return index
}

export const strpos = searching(
  'strpos',
  INT,
  (whole, part) => bytesBefore(whole, whole.indexOf(part)),
  part => strings => measured(INT, strings, (all, out) => findInStrings(all, part, out)),
  'Where `str` first occurs in each text, counted from 0; −1 where it does not.',
  [
    ['strpos("abcdefg", "cd")', '2'],
    ['strpos(["abc", "", "cab"], "b")', '[1,-1,2]'],
  ],
  ['strFind'],
)
export const startsWith = searching(
  'startsWith',
  BOOL,
  (whole, part) => Number(whole.startsWith(part)),
  part => strings => measured(BOOL, strings, (all, out) => testEnd(all, part, 'left', out)),
  'Whether each text begins with `str`.',
  [['startsWith(["US product", "", "UK product"], "US")', '[true,false,false]']],
)
export const endsWith = searching(
  'endsWith',
  BOOL,
  (whole, part) => Number(whole.endsWith(part)),
  part => strings => measured(BOOL, strings, (all, out) => testEnd(all, part, 'right', out)),
  'Whether each text ends with `str`.',
  [['endsWith(\'ABCDEF!\', "F!")', 'true']],
)

export const strReplace = define({
  name: 'strReplace',
  signature: 'strReplace(str, pattern, replacement)',
  kind: 'elementwise',
  doc: 'Each text with every occurrence of the pattern, which is plain text, replaced.',
  examples: [
    ['strReplace("The ball is red.", "red", "green")', 'The ball is green.'],
    ['strReplace(["a-b-c", "", "-"], "-", "+")', '["a+b+c",,"+"]'],
  ],
  run: (_, x, pattern, replacement) => {
    const usage = 'strReplace(str, pattern, replacement)'
    const wanted = text(pattern, usage, 'pattern')
    const other = text(replacement, usage, 'replacement')
    const of = (whole: string) => (wanted === '' ? whole : whole.split(wanted).join(other))
    return applyToTexts({ name: 'strReplace', result: STRING, of }, x!)
  },
})

/** A regular expression as scripts write it. @throws ScriptError when it is none. */
function expression(pattern: Value | undefined, usage: string): RegExp {
  const source = text(pattern, usage, 'pattern')
  for (const flags of ['gu', 'g']) {
    try {
      return new RegExp(source, flags)
    } catch {
      // With u some escapes are errors that other dialects allow; without, there may be others.
    }
  }
  throw new ScriptError(`Invalid regular expression: ${source}`)
}

function startOf(offset: Value | undefined, usage: string): number {
  const start = integer(offset, usage, 'offset', 0)
  if (start >= 0) return start
  throw new ScriptError(`Usage: ${usage}. offset should not be negative, but it is ${start}.`)
}

// Matches in the text from `start` on, which counts as its beginning.
const matches = (whole: string, pattern: RegExp, start: number) =>
  [...whole.slice(start).matchAll(pattern)].filter(match => match[0] !== '')

export const regexReplace = define({
  name: 'regexReplace',
  signature: 'regexReplace(str, pattern, replacement, [offset=0])',
  kind: 'elementwise',
  doc: 'Each text with every part from `offset` on that fits the regular expression replaced. `$1` stands for what its first group matched.',
  examples: [
    ['regexReplace("abc234 ff456", "[0-9]+", "zzz")', 'abczzz ffzzz'],
    ['regexReplace("2024-01", "([0-9]+)-([0-9]+)", "$2/$1")', '01/2024'],
    ['regexReplace(["a1", "", "b"], "[a-z]", "x")', '["x1",,"x"]'],
  ],
  run: (_, x, pattern, replacement, offset) => {
    const usage = 'regexReplace(str, pattern, replacement, [offset])'
    const searched = expression(pattern, usage)
    const other = text(replacement, usage, 'replacement')
    const start = startOf(offset, usage)
    const of = (whole: string) => whole.slice(0, start) + whole.slice(start).replace(searched, other)
    return applyToTexts({ name: 'regexReplace', result: STRING, of }, x!)
  },
})

const countOrPlace = (
  name: string,
  of: (whole: string, pattern: RegExp, start: number) => Raw,
  doc: string,
  examples: [string, string][],
): Builtin =>
  define({
    name,
    signature: `${name}(str, pattern, [offset=0])`,
    kind: 'elementwise',
    doc,
    examples,
    run: (_, x, pattern, offset) => {
      const usage = `${name}(str, pattern, [offset])`
      const searched = expression(pattern, usage)
      const start = startOf(offset, usage)
      return applyToTexts({ name, result: INT, of: whole => of(whole, searched, start) }, x!)
    },
  })

export const regexFind = countOrPlace(
  'regexFind',
  (whole, pattern, start) => {
    const at = whole.slice(start).search(pattern)
    return at < 0 ? -1 : start + at
  },
  'Where the first part of each text from `offset` on begins that fits the regular expression; −1 where there is none.',
  [
    ['regexFind("1231hsdU777_ DW#122ddd", "[a-z]+")', '4'],
    ['regexFind(["ab1", "", "2"], "[0-9]", 1)', '[2,-1,-1]'],
  ],
)
export const regexCount = countOrPlace(
  'regexCount',
  (whole, pattern, start) => {
    let count = 0
    const searched = start === 0 ? whole : whole.slice(start)
    pattern.lastIndex = 0
    for (let match = pattern.exec(searched); match !== null; match = pattern.exec(searched)) {
      if (match[0] === '') pattern.lastIndex++
      else count++
    }
    return count
  },
  'How many parts of each text from `offset` on fit the regular expression.',
  [['regexCount(["1231hsdU777_ DW#122ddd", ""], "[0-9]+")', '[3,0]']],
)

export const regexFindStr = define({
  name: 'regexFindStr',
  signature: 'regexFindStr(str, pattern, [onlyFirst=true], [offset=0])',
  kind: 'elementwise',
  doc: 'The first part of each text from `offset` on that fits the regular expression, or with onlyFirst=false a vector of all of them.',
  examples: [
    ['regexFindStr("a12b345", "[0-9]+")', '12'],
    ['regexFindStr("a12b345", "[0-9]+", false)', '["12","345"]'],
    ['regexFindStr(["a1", "b"], "[0-9]")', '["1",]'],
  ],
  run: (_, x, pattern, onlyFirst, offset) => {
    const usage = 'regexFindStr(str, pattern, [onlyFirst], [offset])'
    const searched = expression(pattern, usage)
    const start = startOf(offset, usage)
    if (truth(onlyFirst, usage, 'onlyFirst', true)) {
      const of = (whole: string) => matches(whole, searched, start)[0]?.[0] ?? ''
      return applyToTexts({ name: 'regexFindStr', result: STRING, of }, x!)
    }
    const all = (whole: string) => StringVector.of(matches(whole, searched, start).map(match => match[0]))
    if (x instanceof Scalar) return all(text(x, usage, 'str'))
    if (!(x instanceof Vector)) throw wrongArgument(usage, 'str', 'a string or a vector of strings', x)
    return new Tuple(texts(x, usage, 'str').map(all))
  },
})

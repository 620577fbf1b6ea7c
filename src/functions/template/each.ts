import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import { nullOf } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { Builtin, define } from '../define.ts'
import { type AssembleRule, assemble, assembleOfFunctions, assembleRule, labelsOf } from './assemble.ts'
import { commonCount, elementsOf } from './elements.ts'

/** The results of calling `func` with the elements at each place of the arguments. */
export function mapElements(
  context: Context,
  name: string,
  func: Value,
  args: readonly (Value | undefined)[],
): Value[] {
  const all = args.map(arg => elementsOf(arg ?? NULL))
  // A tuple, vector or the like of functions is gone through as well.
  const functions = func instanceof Vector ? elementsOf(func) : { count: null, get: () => func }
  const count = commonCount(name, [functions, ...all])
  return Array.from({ length: count }, (_, i) => {
    context.checkCancelled()
    return context.call(
      functions.get(i),
      all.map(elements => elements.get(i)),
    )
  })
}

// A dictionary's results keep its keys.
function overDictionary(source: Dictionary, results: readonly Value[]): Dictionary {
  const made = new Dictionary(source.keyType, source.valueType, source.ordered)
  ;[...source.entries.values()].forEach((entry, i) => {
    made.set(entry.key, results[i]!)
  })
  return made
}

const isFunctions = (value: Value | undefined): value is Tuple =>
  value instanceof Tuple && value.length > 0 && value.items.every(item => item instanceof Callable)

const mapping = (
  name: string,
  aliases: string[],
  doc: string,
  rule: AssembleRule,
  examples: [string, string][],
): Builtin =>
  define({
    name,
    aliases,
    signature: `${name}(func, args, ...)`,
    kind: 'template',
    doc,
    examples,
    run: (context, func, ...args) => {
      const results = mapElements(context, name, func!, args)
      const [first] = args
      if (first instanceof Dictionary && args.length === 1) return overDictionary(first, results)
      const functions = args.find(isFunctions)
      if (functions && rule === 'D') return assembleOfFunctions(functions.items as Callable[], results)
      const made = assemble(results, rule, first instanceof Matrix ? labelsOf(first) : null)
      // Columns of the same length have the same rows.
      if (first instanceof Matrix && made instanceof Matrix && made.rows === first.rows) {
        made.rowLabels = first.rowLabels
      }
      return made
    },
  })

export const each = mapping(
  'each',
  ['peach'],
  'Calls a function with each element of the arguments: of a vector, each column of a matrix, each row of a table, each value of a dictionary. Scalars make a vector, vectors of one length a matrix, anything else a tuple.',
  'D',
  [
    ['each(x -> x * x, 1..4)', '[1,4,9,16]'],
    ['each(sum, [1 2 3, 4 5 6])', '[6,15]'],
  ],
)

export const loop = mapping('loop', ['ploop'], 'As each, but the results always make a tuple.', 'U', [
  ['loop(sum, [1 2 3, 4 5 6])', '(6,15)'],
])

const sided = (name: 'eachLeft' | 'eachRight', doc: string, example: [string, string]): Builtin =>
  define({
    name,
    signature: `${name}(func, X, Y, [assembleRule|consistent=false])`,
    kind: 'template',
    doc,
    examples: [example],
    run: (context, func, x, y, rule) => {
      const through = name === 'eachLeft' ? x! : y!
      const elements = elementsOf(through)
      const results = Array.from({ length: elements.count ?? 1 }, (_, i) => {
        const element = elements.get(i)
        return context.call(func!, name === 'eachLeft' ? [element, y] : [x, element])
      })
      if (through instanceof Dictionary) return overDictionary(through, results)
      return assemble(results, assembleRule(rule), through instanceof Matrix ? labelsOf(through) : null)
    },
  })

export const eachLeft = sided('eachLeft', 'Calls func(x, Y) with each element x of X.', [
  'eachLeft(pow, 1 2 3, 2)',
  '[1,4,9]',
])
export const eachRight = sided('eachRight', 'Calls func(X, y) with each element y of Y.', [
  'eachRight(pow, 2, 1 2 3)',
  '[2,4,8]',
])

// What stands for the element before the first or after the last.
function absent(x: Value): Value {
  if (x instanceof Matrix) return nullVector(x.type, x.rows)
  if (x instanceof Vector && !(x instanceof Tuple)) return new Scalar(x.type, nullOf(x.type))
  return NULL
}

const neighbours = (name: 'eachPre' | 'eachPost', doc: string, example: [string, string]): Builtin =>
  define({
    name,
    signature: `${name}(func, X, [${name === 'eachPre' ? 'pre' : 'post'}], [assembleRule|consistent=false])`,
    kind: 'template',
    doc,
    examples: [example],
    run: (context, func, x, outside, rule) => {
      const { count, get } = elementsOf(x!)
      if (count === null) throw new ScriptError(`${name} goes through a vector, matrix or table.`)
      const beyond =
        outside === undefined || (outside instanceof Scalar && outside.type.name === 'VOID') ? null : outside
      const assembled = assembleRule(rule)
      const whole = beyond === null && assembled === 'D' ? ofWhole(context, name, func!, x!) : null
      if (whole) return whole
      const results = Array.from({ length: count }, (_, i) => {
        const place = name === 'eachPre' ? i - 1 : i + 1
        const neighbour = place >= 0 && place < count ? get(place) : (beyond ?? absent(x!))
        return context.call(func!, [get(i), neighbour])
      })
      return assemble(results, assembled, x instanceof Matrix ? labelsOf(x) : null)
    },
  })

// An elementwise function sees a column and its neighbours at once: the same, and much faster.
function ofWhole(context: Context, name: 'eachPre' | 'eachPost', func: Value, x: Value): Value | null {
  const single = x instanceof FixedVector && func instanceof Builtin
  if (!single || func.definition.kind !== 'elementwise') return null
  const neighbours = name === 'eachPre' ? x.slice(-1, x.length - 1) : x.slice(1, x.length + 1)
  const made = context.call(func, [x, neighbours])
  return made instanceof Vector && !(made instanceof Tuple) && made.length === x.length ? made : null
}

export const eachPre = neighbours('eachPre', 'Calls func with each element and the one before it.', [
  'eachPre(sub, 1 4 9 16)',
  '[,3,5,7]',
])
export const eachPost = neighbours('eachPost', 'Calls func with each element and the one after it.', [
  'eachPost(sub, 1 4 9 16)',
  '[-3,-5,-7,]',
])

import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { equal } from '../../values/equal.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { type Builtin, define } from '../define.ts'
import { assemble, assembleRule } from './assemble.ts'
import { commonCount, elementsOf, isTrue } from './elements.ts'

// Iterations of a function of one argument that may never settle end here.
const MOST_ITERATIONS = 1e8

const isVoid = (value: Value | undefined) => value === undefined || (value instanceof Scalar && value.isNull)

/** All intermediate results, with the initial value where the function takes one argument. */
function* foldedWith(
  context: Context,
  name: string,
  func: Value,
  x: Value | undefined,
  init: Value | undefined,
) {
  if (!(func instanceof Callable))
    throw new ScriptError(`${name}: func should be a function, not a ${func.form}.`)
  const takes = func.parameters.least
  if (takes <= 1 && func.parameters.most === 1) yield* iterated(context, name, func, x, init)
  else yield* folded(context, name, func, x!, init)
}

function* iterated(
  context: Context,
  name: string,
  func: Callable,
  x: Value | undefined,
  init: Value | undefined,
) {
  if (init === undefined) throw new ScriptError(`${name}: a function of one argument needs an initial value.`)
  let value = init
  yield value
  const condition = x instanceof Callable ? x : null
  const times = isVoid(x) || condition ? MOST_ITERATIONS : Number((x as Scalar).raw)
  for (let i = 0; i < times; i++) {
    context.checkCancelled()
    if (condition && !isTrue(context.call(condition, [value]))) return
    const next = context.call(func, [value])
    // Without a number of times, until nothing changes any more.
    if (!condition && isVoid(x) && equal(next, value)) return
    value = next
    yield value
  }
}

function* folded(context: Context, name: string, func: Callable, x: Value, init: Value | undefined) {
  // A function of three or more arguments takes one from each element of a tuple.
  const several = x instanceof Tuple && func.parameters.least >= 3
  const sources = several ? x.items.map(elementsOf) : [elementsOf(x)]
  const count = commonCount(name, sources)
  const start = isVoid(init) ? 1 : 0
  if (start === 1 && several)
    throw new ScriptError(`${name}: a function of three arguments needs an initial value.`)
  if (count === 0) return
  let value = start === 1 ? sources[0]!.get(0) : init!
  if (start === 1) yield value
  for (let i = start; i < count; i++) {
    context.checkCancelled()
    value = context.call(func, [value, ...sources.map(source => source.get(i))])
    yield value
  }
}

export const accumulate: Builtin = define({
  name: 'accumulate',
  signature: 'accumulate(func, X, [init], [assembleRule|consistent=false])',
  kind: 'template',
  doc: 'Calls func with its own last result and the next element of X, and gives all results. A function of one argument is repeated X times, while X holds of its result, or without X until it settles.',
  examples: [
    ['accumulate(add, 1 2 3 4)', '[1,3,6,10]'],
    ['accumulate(add, 1 2 3, 10)', '[11,13,16]'],
    ['accumulate(x -> x * 2, 3, 1)', '[1,2,4,8]'],
  ],
  run: (context, func, x, init, rule) =>
    assemble([...foldedWith(context, 'accumulate', func!, x, init)], assembleRule(rule)),
})

export const reduce: Builtin = define({
  name: 'reduce',
  signature: 'reduce(func, X, [init], [assembleRule|consistent=false])',
  kind: 'template',
  doc: 'As accumulate, but gives the last result only.',
  examples: [
    ['reduce(mul, 1..5)', '120'],
    ['reduce(add, 1..3, 100)', '106'],
  ],
  run: (context, func, x, init) => {
    let last: Value = init ?? NULL
    for (const value of foldedWith(context, 'reduce', func!, x, init)) last = value
    return last
  },
})

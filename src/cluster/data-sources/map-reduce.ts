import { integer, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { NULL, Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { sourcesOf } from './data-source-functions.ts'
import { mapSources } from './map-sources.ts'

function callable(value: Value | undefined, usage: string, parameter: string): Callable {
  if (value instanceof Callable) return value
  throw wrongArgument(usage, parameter, 'a function', value)
}

const isLeftOut = (value: Value | undefined) =>
  value === undefined || (value instanceof Scalar && value.isNull)

const optional = (value: Value | undefined, usage: string, parameter: string): Callable | null =>
  isLeftOut(value) ? null : callable(value, usage, parameter)

const reduced = (context: Context, reduce: Callable | null, results: readonly Value[]): Value =>
  reduce ? results.reduce((before, next) => context.call(reduce, [before, next])) : new Tuple([...results])

const MR = 'mr(ds, mapFunc, [reduceFunc], [finalFunc], [parallel=true])'

export const mr = define({
  name: 'mr',
  signature: MR,
  kind: 'template',
  doc: 'Map-reduce: calls a function with the data of each data source, on the nodes where these lie; puts the results together two by two, or into a tuple; and calls a last function with that.',
  examples: [
    [
      't = table(1..6 as x); ds = repartitionDS(<select x from t>, `x, RANGE, 1 4 7); mr(ds, def(d): sum(d.x), +)',
      '21',
    ],
  ],
  run: (context, ds, mapFunction, reduceFunction, finalFunction, parallel) => {
    const sources = sourcesOf(ds, MR)
    const map = callable(mapFunction, MR, 'mapFunc')
    const reduce = optional(reduceFunction, MR, 'reduceFunc')
    const final = optional(finalFunction, MR, 'finalFunc')
    const results = mapSources(context, {
      sources,
      map,
      further: () => [],
      parallel: truth(parallel, MR, 'parallel', true),
    })
    const value = reduced(context, reduce, results)
    return final ? context.call(final, [value]) : value
  },
})

const IMR = 'imr(ds, initValue, mapFunc, [reduceFunc], [finalFunc], terminateFunc, [carryover=false])'

/** When to stop: after so many iterations, or when a function of the last two results says so. */
function isLast(
  context: Context,
  terminate: Value | undefined,
  iteration: number,
  before: Value,
  after: Value,
): boolean {
  if (terminate instanceof Callable)
    return truth(context.call(terminate, [before, after]), IMR, 'the result of terminateFunc')
  return iteration >= integer(terminate, IMR, 'terminateFunc')
}

export const imr = define({
  name: 'imr',
  signature: IMR,
  kind: 'template',
  doc: 'Map-reduce again and again: mapFunc gets the data of a source and the last iteration’s result, at first initValue; finalFunc the last result and what reduceFunc gave. terminateFunc is how many iterations there are, or a function of the last two results that is true when it is enough. With carryover, what mapFunc gives is a tuple whose last item it gets back as its third argument.',
  examples: [
    [
      'ds = sqlDS(<select x from table(1..4 as x)>); imr(ds, 0.0, def(d, v): avg(d.x + v), +, def(v, r): r \\ 2, 3)',
      '2.1875',
    ],
  ],
  run: (context, ds, initial, mapFunction, reduceFunction, finalFunction, terminate, carryover) => {
    const sources = sourcesOf(ds, IMR)
    const map = callable(mapFunction, IMR, 'mapFunc')
    const reduce = optional(reduceFunction, IMR, 'reduceFunc')
    const final = optional(finalFunction, IMR, 'finalFunc')
    const carries = truth(carryover, IMR, 'carryover', false)
    if (!(terminate instanceof Callable) && integer(terminate, IMR, 'terminateFunc') < 1)
      throw new ScriptError(`Usage: ${IMR}. terminateFunc is a positive number of iterations, or a function.`)
    let carried: Value[] = sources.map(() => NULL)
    let value = initial!
    for (let iteration = 1; ; iteration++) {
      const before = value
      const further = (i: number) => (carries ? [before, carried[i]!] : [before])
      let results = mapSources(context, { sources, map, further, parallel: true })
      if (carries) {
        carried = results.map(result => itemsOf(result).at(-1)!)
        results = results.map(result => withoutLast(itemsOf(result)))
      }
      const together = reduced(context, reduce, results)
      value = final ? context.call(final, [before, together]) : together
      if (isLast(context, terminate, iteration, before, value)) return value
    }
  },
})

function itemsOf(result: Value): readonly Value[] {
  if (result instanceof Tuple && result.items.length > 0) return result.items
  throw new ScriptError(
    `Usage: ${IMR}. With carryover, mapFunc gives a tuple whose last item is carried over.`,
  )
}

const withoutLast = (items: readonly Value[]): Value =>
  items.length === 2 ? items[0]! : new Tuple(items.slice(0, -1))

import { ScriptError } from '../../runtime/script-error.ts'
import { FunctionValue } from '../../values/forms/function-value.ts'
import { int } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { nullVector } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { type Builtin, define } from '../define.ts'
import { applyAggregate } from '../lift/aggregate-forms.ts'
import { sizesDiffer } from '../lift/binary-forms.ts'
import { compareValues } from '../operators/comparison.ts'

// Where something is found first or last.

const comparisons = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const
type Comparison = (typeof comparisons)[number]

function comparisonOf(name: string, value: Value | undefined): Comparison {
  const found = value instanceof FunctionValue ? comparisons.find(each => each === value.name) : undefined
  if (found) return found
  throw new ScriptError(`${name}: func should be one of the operators >, >=, <, <=, != and ==.`)
}

/** The first row where `column op target` holds and the element is valid, or −1. */
function firstRow(column: Vector, op: Comparison, target: Value): number {
  const hits = (compareValues(op, column, target) as FixedVector).data as Int8Array
  for (let row = hits.indexOf(1); row >= 0; row = hits.indexOf(1, row + 1))
    if (!column.isNullAt(row)) return row
  return -1
}

export const firstHit = define({
  name: 'firstHit',
  signature: 'firstHit(func, X, target)',
  kind: 'aggregate',
  doc: 'The first element of X for which `X func target` is true, func being a comparison; null if there is none. Nulls are skipped.',
  examples: [['firstHit(<, NULL 3.2 4.5 1.2 0.6, 2.5)', '1.2']],
  run: (_, func, x, target) => {
    const op = comparisonOf('firstHit', func)
    const of = ([column]: readonly Vector[]) => {
      const row = firstRow(column!, op, target!)
      return row < 0 ? nullVector(column!.type, 1).get(0) : column!.get(row)
    }
    return applyAggregate({ name: 'firstHit', of, takes: () => true }, [x!])
  },
})

export const ifirstHit = define({
  name: 'ifirstHit',
  signature: 'ifirstHit(func, X, target)',
  kind: 'aggregate',
  doc: 'Where the first element of X is for which `X func target` is true, func being a comparison; −1 if there is none. Nulls are skipped.',
  examples: [['ifirstHit(<, NULL 3.2 4.5 1.2 0.6, 2.5)', '3']],
  run: (_, func, x, target) => {
    const op = comparisonOf('ifirstHit', func)
    const of = ([column]: readonly Vector[]) => int(firstRow(column!, op, target!))
    return applyAggregate({ name: 'ifirstHit', of, takes: () => true }, [x!])
  },
})

function validPlace(
  name: string,
  forward: boolean,
  which: string,
  examples: Builtin['definition']['examples'],
) {
  const placeOf = (columns: readonly Vector[]) => {
    const { length } = columns[0]!
    for (const column of columns) if (column.length !== length) throw sizesDiffer(name, length, column.length)
    for (let i = 0; i < length; i++) {
      const row = forward ? i : length - 1 - i
      if (columns.every(column => !column.isNullAt(row))) return int(row)
    }
    return int(-1)
  }
  return define({
    name,
    signature: `${name}(X)`,
    kind: 'aggregate',
    doc: `Where the ${which} element is that is not null; −1 if there is none. Of a tuple of vectors: where all of them have one.`,
    examples,
    run: (_, x) => {
      const columns = x instanceof Tuple ? x.items.filter(item => item instanceof Vector) : []
      if (x instanceof Tuple && columns.length > 0 && columns.length === x.length) return placeOf(columns)
      return applyAggregate({ name, of: placeOf, takes: () => true }, [x!])
    },
  })
}

export const ifirstNot = validPlace('ifirstNot', true, 'first', [
  ['ifirstNot(NULL NULL 2 4)', '2'],
  ['ifirstNot([NULL NULL 4 7, 1 NULL NULL 4])', '3'],
])
export const ilastNot = validPlace('ilastNot', false, 'last', [['ilastNot(NULL 2 4 NULL)', '2']])

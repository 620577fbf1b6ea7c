import { Matrix } from '../../values/forms/matrix.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { define } from '../define.ts'
import { labelsOf } from './assemble.ts'
import { elementsOf } from './elements.ts'

// A vector's elements label rows or columns of the result; the names of a matrix's columns do.
function axisLabels(value: Value): Vector | null {
  if (value instanceof Vector) return value instanceof Tuple ? null : value
  return value instanceof Matrix ? labelsOf(value) : null
}

export const cross = define({
  name: 'cross',
  aliases: ['pcross'],
  signature: 'cross(func, X, [Y])',
  kind: 'template',
  doc: 'Calls func with every pair of elements of X and Y (columns, of matrices): a matrix where it gives scalars, else a tuple of tuples. Without Y, of X and X.',
  examples: [['cross(add, 1 2, 10 20 30)', '  10 20 30\n  -- -- --\n1|11 21 31\n2|12 22 32']],
  run: (context, func, x, y) => {
    const second = y ?? x!
    const left = elementsOf(x!)
    const right = elementsOf(second)
    const [rows, columns] = [left.count ?? 1, right.count ?? 1]
    const results: Value[] = []
    for (let column = 0; column < columns; column++) {
      context.checkCancelled()
      for (let row = 0; row < rows; row++) {
        results.push(context.call(func!, [left.get(row), right.get(column)]))
      }
    }
    if (results.length > 0 && results.every(result => result instanceof Scalar)) {
      return new Matrix(vectorOf(results), rows, columns, axisLabels(x!), axisLabels(second))
    }
    return new Tuple(
      Array.from(
        { length: rows },
        (_, row) => new Tuple(Array.from({ length: columns }, (_, column) => results[column * rows + row]!)),
      ),
    )
  },
})

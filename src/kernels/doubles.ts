import { borrow } from './borrowed.ts'
import type { Column } from './column.ts'
import { compileOnce, nullLiteral, reader, SAMPLE_ROWS, sample } from './loop-source.ts'
import { type Data, scratch } from './storage.ts'

type Convert = (data: Data, out: Float64Array, from: number, to: number) => number

/** Copies the values that are not null of rows from … to − 1 to the beginning of `out`, and gives their number. */
export function presentDoubles(
  { storage, data, nulls }: Column,
  from: number,
  to: number,
  out: Float64Array,
): number {
  const kernel = compileOnce<Convert>(
    `present:${storage}:${nulls}`,
    'a, out, from, to',
    () => {
      const { setup, read, isNull } = reader(storage, 'a', 'i', 'x', true)
      // Nulls are written, too, and then overwritten: no branch.
      return `${setup}
        let count = 0
        for (let i = from; i < to; i++) {
          ${read}
          out[count] = x
          count += ${nulls ? `!(${isNull}) | 0` : '1'}
        }
        return count`
    },
    kernel => kernel(sample(storage), scratch('f64', SAMPLE_ROWS), 0, SAMPLE_ROWS),
  )
  return kernel(data, out, from, to)
}

/** A column's values as doubles, nulls as theirs, on loan. */
export function borrowDoubles({ storage, data, nulls }: Column): Float64Array {
  const kernel = compileOnce<(data: Data, out: Float64Array) => void>(
    `doubles:${storage}:${nulls}`,
    'a, out',
    () => {
      const { setup, read, isNull } = reader(storage, 'a', 'i', 'x', true)
      return `${setup}
        const n = out.length
        for (let i = 0; i < n; i++) { ${read}\nout[i] = ${nulls ? `${isNull} ? ${nullLiteral('f64')} : ` : ''}x }`
    },
    kernel => kernel(sample(storage), scratch('f64', SAMPLE_ROWS)),
  )
  const out = borrow('f64', data.length)
  kernel(data, out)
  return out
}

import type { Rows } from '../../kernels/learning/k-means.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { wrongArgument } from '../argument.ts'
import { wholeNumbers } from '../interpolation/points.ts'

/** The rows of a table of numbers, each one's features side by side. @throws ScriptError where some are null */
export function rowsOf(x: Value | undefined, usage: string): Rows {
  if (!(x instanceof Table)) throw wrongArgument(usage, 'X', 'a table of numbers', x)
  const columns = x.columns.map(column => wholeNumbers(column, usage, 'X'))
  const [count, n] = [x.rows, columns.length]
  if (n === 0) throw new ScriptError(`Usage: ${usage}. X has no columns.`)
  const data = allocate('f64', count * n) as Float64Array
  columns.forEach((column, j) => {
    for (let i = 0; i < count; i++) data[i * n + j] = column[i]!
  })
  return { data, count, n }
}

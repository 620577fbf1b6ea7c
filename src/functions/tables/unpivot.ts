import { ScriptError } from '../../runtime/script-error.ts'
import { Scalar, string } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { concatenate, vectorOf } from '../../values/vectors/build.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { texts } from '../argument.ts'
import { define } from '../define.ts'
import { memoryTable } from './change.ts'

function columnsNamed(table: Table, names: Value | undefined, parameter: string): Vector[] {
  return texts(names, 'unpivot(obj, keyColNames, valueColNames)', parameter).map(name => {
    const column = table.column(name)
    if (column) return column
    throw new ScriptError(`unpivot: the table has no column ${name}.`)
  })
}

const isNothing = (value: Value | undefined) =>
  value === undefined || (value instanceof Scalar && value.type.category === 'VOID')

export const unpivot = define({
  name: 'unpivot',
  signature: 'unpivot(obj, keyColNames, valueColNames, [func])',
  kind: 'table',
  doc: 'Columns of a table below each other as one column `value`, beside the key columns and `valueType`, the name of the column (or what func makes of it).',
  examples: [
    ['t = table(1 2 as id, 3 4 as a, 5 6 as b); unpivot(t, `id, `a`b).value', '[3,4,5,6]'],
    ['t = table(1 2 as id, 3 4 as a, 5 6 as b); unpivot(t, , `a`b).valueType', '["a","a","b","b"]'],
  ],
  run: (context, x, keys, values, func) => {
    const usage = 'unpivot(obj, keyColNames, valueColNames)'
    const table = memoryTable(x!, usage)
    const keyNames = isNothing(keys) ? [] : texts(keys, usage, 'keyColNames')
    const keyColumns = isNothing(keys) ? [] : columnsNamed(table, keys, 'keyColNames')
    const columns = columnsNamed(table, values, 'valueColNames')
    const names = texts(values, usage, 'valueColNames')
    const type = columns[0]?.type
    const other = columns.find(column => column.type !== type)
    if (!type) throw new ScriptError('unpivot: valueColNames names no column.')
    if (other) throw new ScriptError(`unpivot: the columns have different types, ${type} and ${other.type}.`)
    const { rows } = table
    const called = names.map(name => (isNothing(func) ? string(name) : context.call(func!, [string(name)])))
    const labels = vectorOf(called)
    const places = (at: (i: number) => number) =>
      Int32Array.from({ length: names.length * rows }, (_, i) => at(i))
    const made = keyColumns.map(column => column.gather(places(i => i % rows)))
    return new Table(
      [...keyNames, 'valueType', 'value'],
      [...made, labels.gather(places(i => Math.floor(i / rows))), concatenate(type, columns)],
    )
  },
})

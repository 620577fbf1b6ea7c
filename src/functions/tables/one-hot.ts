import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { INT } from '../../values/data-type.ts'
import { display } from '../../values/format/format.ts'
import { Table } from '../../values/forms/table.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { allocateResult } from '../lift/plans/kernel-plan.ts'
import { columnNamed } from '../source-table.ts'
import { groupingColumn } from './key-column.ts'

const MOST_COLUMNS = 10_000

/** For each distinct value a column of 1 where it is and 0 elsewhere. */
function indicators(name: string, column: Vector): [names: string[], columns: Vector[]] {
  const { codes, firstRows } = groupRows([groupingColumn(column)])
  if (firstRows.length > MOST_COLUMNS)
    throw new ScriptError(
      `oneHot: ${name} has ${firstRows.length} values, more than the ${MOST_COLUMNS} there may be.`,
    )
  const columns = Array.from(firstRows, () => allocateResult(INT, codes.length))
  codes.forEach((code, row) => {
    columns[code]!.data[row] = 1
  })
  const shown = (row: number) =>
    display(column.get(row))
      .replace(/^true$/, '1')
      .replace(/^false$/, '0')
  return [Array.from(firstRows, row => `${name}_${shown(row)}`), columns]
}

export const oneHot = define({
  name: 'oneHot',
  signature: 'oneHot(obj, encodingColumns)',
  kind: 'table',
  doc: 'A table in which the named columns are replaced by one for each of their values, called column_value, that is 1 where the value is and 0 elsewhere; the other columns follow.',
  examples: [
    ['oneHot(table(`a`b`a as s, 1 2 3 as x), `s)', 's_a s_b x\n--- --- -\n1   0   1\n0   1   2\n1   0   3'],
  ],
  run: (_, obj, encodingColumns) => {
    const usage = 'oneHot(obj, encodingColumns)'
    if (!(obj instanceof Table)) throw wrongArgument(usage, 'obj', 'a table', obj)
    const encoded = texts(encodingColumns, usage, 'encodingColumns').map(name =>
      columnNamed(obj, name, usage),
    )
    const parts = encoded.map(column => indicators(obj.names[obj.columns.indexOf(column)]!, column))
    const rest = obj.columns.flatMap((column, i) => (encoded.includes(column) ? [] : [i]))
    return new Table(
      [...parts.flatMap(([names]) => names), ...rest.map(i => obj.names[i]!)],
      [...parts.flatMap(([, columns]) => columns), ...rest.map(i => obj.columns[i]!.clone())],
    )
  },
})

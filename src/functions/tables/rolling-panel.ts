import { groupRows } from '../../kernels/groups/group.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { ints } from '../../values/vectors/fixed-vector.ts'
import { given, integer, texts, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { columnNamed } from '../source-table.ts'
import { groupingColumn } from './key-column.ts'

const MOST_ROWS = 2 ** 31 - 1

/** The rows of each group, in order. */
function rowsByGroup(table: Table, names: readonly string[], usage: string): readonly number[][] {
  if (names.length === 0) return [Array.from({ length: table.rows }, (_, row) => row)]
  const { codes, firstRows } = groupRows(names.map(name => groupingColumn(columnNamed(table, name, usage))))
  const rows: number[][] = Array.from(firstRows, () => [])
  codes.forEach((code, row) => {
    rows[code]!.push(row)
  })
  return rows
}

export const rollingPanel = define({
  name: 'rollingPanel',
  signature: 'rollingPanel(X, window, [groupingCol])',
  kind: 'table',
  doc: 'The rows of a table in windows that move on by a row, one window after the other, numbered in the column panelNumber; with groupingCol within the rows that have the same values there.',
  examples: [['rollingPanel(table(1 2 3 as x), 2)', 'x panelNumber\n- -----------\n1 0\n2 0\n2 1\n3 1']],
  run: (_, x, window, groupingCol) => {
    const usage = 'rollingPanel(X, window, [groupingCol])'
    if (!(x instanceof Table)) throw wrongArgument(usage, 'X', 'a table', x)
    const length = integer(window, usage, 'window')
    if (length < 1) throw new ScriptError(`Usage: ${usage}. window should be positive, not ${length}.`)
    const names = given(groupingCol) === undefined ? [] : texts(groupingCol, usage, 'groupingCol')
    const starts = rowsByGroup(x, names, usage).flatMap(rows =>
      rows.slice(0, Math.max(0, rows.length - length + 1)).map((_row, i) => rows.slice(i, i + length)),
    )
    if (starts.length * length > MOST_ROWS)
      throw new ScriptError(`rollingPanel: so many windows would have more than ${MOST_ROWS} rows.`)
    const found = x.gather(Int32Array.from(starts.flat()))
    const numbers = ints(starts.flatMap((rows, i) => rows.map(() => i)))
    return new Table([...found.names, 'panelNumber'], [...found.columns, numbers])
  },
})

import { texts, wrongArgument } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import { dataTypes } from '../functions/table-construct.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { nullVector, vectorOf } from '../values/build.ts'
import { NOTHING } from '../values/scalar.ts'
import { Table } from '../values/table.ts'
import { Vector } from '../values/vector.ts'
import { DfsTable } from './dfs-table.ts'
import { storeSlot } from './store-slot.ts'

export const addColumn = define({
  name: 'addColumn',
  signature: 'addColumn(table, colNames, colTypes)',
  kind: 'table',
  doc: 'Adds columns to a table of any kind; in rows that are there they are null. A table of a database is to be loaded again afterwards.',
  examples: [['t = table(1 2 as id); addColumn(t, `x, DOUBLE); t.columnNames()', '["id","x"]']],
  mutates: [0],
  run: (context, table, names, types) => {
    const usage = 'addColumn(table, colNames, colTypes)'
    const added = texts(names, usage, 'colNames')
    const made = dataTypes(types instanceof Vector ? types : vectorOf([types!]), usage)
    if (added.length !== made.length) {
      throw new ScriptError(`${usage}: there are ${added.length} names, but ${made.length} types.`)
    }
    if (table instanceof DfsTable) {
      const columns = added.map((name, i) => ({ name, type: String(made[i]) }))
      context.service(storeSlot).addColumns(table.path, table.name, columns)
    } else if (table instanceof Table) {
      added.forEach((name, i) => {
        if (table.names.includes(name)) throw new ScriptError(`The table has a column ${name} already.`)
        table.names.push(name)
        table.columns.push(nullVector(made[i]!, table.rows))
      })
    } else throw wrongArgument(usage, 'table', 'a table', table)
    return NOTHING
  },
})

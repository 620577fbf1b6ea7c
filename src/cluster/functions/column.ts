import { text, texts, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { placeOf } from '../../functions/tables/change.ts'
import { dataTypes } from '../../functions/tables/construct.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { NOTHING } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullVector, vectorOf } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { DfsTable } from '../tables/dfs-table.ts'

export const addColumn = define({
  name: 'addColumn',
  signature: 'addColumn(table, colNames, colTypes)',
  kind: 'table',
  doc: 'Adds columns to a table of any kind; in rows that are there they are null. Of a table of a database, others that were loaded before do not show them.',
  examples: [['t = table(1 2 as id); addColumn(t, `x, DOUBLE); t.columnNames()', '["id","x"]']],
  mutates: [0],
  run: (context, table, names, types) => {
    const usage = 'addColumn(table, colNames, colTypes)'
    const added = texts(names, usage, 'colNames')
    const made = dataTypes(types instanceof Vector ? types : vectorOf([types!]), usage)
    if (added.length !== made.length) {
      throw new ScriptError(`${usage}: there are ${added.length} names, but ${made.length} types.`)
    }
    if (table instanceof RemoteTable) table.addColumns(context, added, made)
    else if (table instanceof Table) {
      added.forEach((name, i) => {
        if (table.names.includes(name)) throw new ScriptError(`The table has a column ${name} already.`)
        table.names.push(name)
        table.columns.push(nullVector(made[i]!, table.rows))
      })
    } else throw wrongArgument(usage, 'table', 'a table', table)
    return NOTHING
  },
})

const LONGEST_COMMENT = 4096

export const setTableComment = define({
  name: 'setTableComment',
  signature: 'setTableComment(table, comment)',
  kind: 'table',
  doc: 'Says what a table of a database is, in up to 4,096 bytes, which schema shows.',
  examples: [
    [
      'db = database("dfs://described", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id), `pt, `id); setTableComment(pt, "numbers"); schema(pt)["tableComment"]',
      'numbers',
    ],
  ],
  run: (_, table, comment) => {
    const usage = 'setTableComment(table, comment)'
    if (!(table instanceof DfsTable)) throw wrongArgument(usage, 'table', 'a table of a database', table)
    const told = text(comment, usage, 'comment')
    if (Buffer.byteLength(told) > LONGEST_COMMENT) {
      throw new ScriptError(`Usage: ${usage}. comment should be of 4,096 bytes at most.`)
    }
    table.setComment(told)
    return NOTHING
  },
})

export const setColumnComment = define({
  name: 'setColumnComment',
  signature: 'setColumnComment(table, columnComments)',
  kind: 'table',
  doc: 'Says what columns of a table of a database, or of an MVCC table, are: a dictionary of names and comments, which schema shows.',
  examples: [
    [
      'db = database("dfs://commented", VALUE, 1..3); pt = db.createPartitionedTable(table(1 2 as id), `pt, `id); setColumnComment(pt, {id: "a number"}); exec comment from schema(pt).colDefs',
      '["a number"]',
    ],
    [
      't = mvccTable(1 2 as id, 3 4 as x); setColumnComment(t, {x: "a number"}); exec comment from schema(t).colDefs',
      '[,"a number"]',
    ],
  ],
  mutates: [0],
  run: (_, table, comments) => {
    const usage = 'setColumnComment(table, columnComments)'
    if (!(comments instanceof Dictionary))
      throw wrongArgument(usage, 'columnComments', 'a dictionary', comments)
    const entries = [...comments.entries.values()].map(
      ({ key, value }) => [String(key), text(value, usage, 'columnComments')] as const,
    )
    if (table instanceof Table && table.kind === 'mvcc') {
      const told = entries.map(([name, comment]) => [table.names[placeOf(table, name)]!, comment] as const)
      table.columnComments = { ...table.columnComments, ...Object.fromEntries(told) }
      return NOTHING
    }
    if (!(table instanceof DfsTable))
      throw wrongArgument(usage, 'table', 'a table of a database or an MVCC table', table)
    table.setColumnComments(Object.fromEntries(entries))
    return NOTHING
  },
})

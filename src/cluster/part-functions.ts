import { text, wrongArgument } from '../functions/argument.ts'
import { define } from '../functions/define.ts'
import { ScriptError } from '../runtime/script-error.ts'
import { PARTS } from '../sql/source.ts'
import { databaseFromJson } from '../storage/database-record.ts'
import { tableFromJson } from '../storage/table-record.ts'
import { Code } from '../values/code.ts'
import { Table } from '../values/table.ts'
import { Tuple } from '../values/tuple.ts'
import type { ChunksAnswer } from './controller/request.ts'
import { PartOfTable } from './part-of-table.ts'
import type { SharedView } from './store-message.ts'
import { storeSlot } from './store-slot.ts'

const USAGE = 'queryParts(view, query)'

export const queryParts = define({
  name: 'queryParts',
  signature: 'queryParts(view, query)',
  kind: 'system',
  doc: 'Runs a query on each of some partitions that another node has looked at, as it saw them: how nodes share the work of a query. It gives a tuple of tables.',
  examples: [],
  run: (context, shared, query) => {
    if (!(query instanceof Code)) throw wrongArgument(USAGE, 'query', 'metacode', query)
    const { database, table, answer } = JSON.parse(text(shared, USAGE, 'view')) as SharedView
    const store = context.service(storeSlot)
    store.adopt(database, table, answer)
    const { database: databaseJson, table: tableJson, chunks } = answer as ChunksAnswer
    const [record, definition] = [databaseFromJson(databaseJson), tableFromJson(tableJson)]
    const tables = chunks.map(({ path, cid }) => {
      const part = new PartOfTable(store, record, definition, { path, cid })
      const made = new Code(query.node, name => (name === PARTS ? part : query.lookup?.(name)))
      const value = context.evaluator.evaluate(made)
      if (value instanceof Table) return value
      throw new ScriptError(`${USAGE}: the query gives a ${value.form}, not a table.`)
    })
    return new Tuple(tables)
  },
})

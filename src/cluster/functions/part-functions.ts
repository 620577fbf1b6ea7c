import { text, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { PARTS } from '../../sql/parts/source.ts'
import { databaseFromJson } from '../../storage/catalog/database-record.ts'
import { tableFromJson } from '../../storage/catalog/table-record.ts'
import { Code } from '../../values/forms/code.ts'
import { NOTHING, NULL } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { SharedView } from '../bridge/store-message.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import type { ChunksAnswer } from '../controller/request.ts'
import { PartOfTable } from '../tables/part-of-table.ts'

const itemsOf = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : [])

/** What functions make of a value, one after the other, the last with further arguments; nothing as null. */
export function inTurn(
  context: Context,
  value: Value,
  functions: readonly Value[],
  further: readonly Value[],
): Value {
  const made = functions.reduce(
    (before, each, i) => context.call(each, i === functions.length - 1 ? [before, ...further] : [before]),
    value,
  )
  return made === NOTHING ? NULL : made
}

const USAGE = 'queryParts(view, query, [functions], [arguments])'

/** @throws ScriptError for what no node has shared */
function sharedView(shared: Value | undefined): SharedView & { readonly answer: ChunksAnswer } {
  const refused = wrongArgument(USAGE, 'view', 'what a node has shared', shared)
  try {
    const view = JSON.parse(text(shared, USAGE, 'view')) as SharedView & { answer: ChunksAnswer }
    const { database, table, chunks } = view.answer
    databaseFromJson(database)
    tableFromJson(table)
    if (chunks.every(({ path, cid }) => typeof path === 'string' && typeof cid === 'number')) return view
  } catch {
    throw refused
  }
  throw refused
}

export const queryParts = define({
  name: 'queryParts',
  signature: USAGE,
  kind: 'system',
  doc: 'Runs a query on each of some partitions that another node has looked at, as it saw them, and, if there are functions, these on each result, one after the other, the last with further arguments for each partition: how nodes share work. It gives a tuple of what came of the partitions.',
  examples: [],
  run: (context, shared, query, functions, further) => {
    if (!(query instanceof Code)) throw wrongArgument(USAGE, 'query', 'metacode', query)
    const { database, table, answer } = sharedView(shared)
    const store = context.service(storeSlot)
    store.adopt(database, table, answer)
    const { database: databaseJson, table: tableJson, chunks } = answer
    const [record, definition] = [databaseFromJson(databaseJson), tableFromJson(tableJson)]
    const steps = itemsOf(functions)
    const lasts = itemsOf(further)
    const results = chunks.map(({ path, cid }, i) => {
      const part = new PartOfTable(store, record, definition, [{ path, cid }])
      const made = new Code(query.node, name => (name === PARTS ? part : query.lookup?.(name)))
      const value = context.evaluator.evaluate(made)
      return inTurn(context, value, steps, itemsOf(lasts[i]))
    })
    return new Tuple(results)
  },
})

import { bridgeSlot } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import type { Elsewhere, Part, PartQuery } from '../../sql/parts/source.ts'
import { Code } from '../../values/forms/code.ts'
import { string } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Tuple } from '../../values/vectors/tuple.ts'
import type { StoreClient } from '../bridge/store-client.ts'
import type { ChunkSummary, SharedView } from '../bridge/store-message.ts'
import type { DfsTable } from './dfs-table.ts'
import { plainNames } from './plain-names.ts'
import { spread } from './spread.ts'

// For fewer parts the way there and back takes longer than what is gained.
const FEWEST = 2

/** Begins a query on nodes that hold replicas of the parts, and gives what they do. */
export function beginElsewhere(
  context: Context,
  store: StoreClient,
  table: DfsTable,
  parts: readonly Part[],
  query: PartQuery,
): Elsewhere[] {
  const placed = parts as readonly (Part & ChunkSummary)[]
  if (parts.length < FEWEST || !placed[0]!.nodes) return []
  const bridge = context.service(bridgeSlot)
  const { alias: self } = bridge.call<{ alias: string }>('status', 'site')
  const dealt = spread(placed, self)
  dealt.delete(self)
  if (dealt.size === 0) return []
  // By name: it makes tables like this one.
  const queryParts = context.evaluator.findFunction('::queryParts')!
  const { select, lookup } = plainNames(query)
  const code = new Code(select, lookup, name => table.indexOf(name) >= 0)
  return [...dealt].map(([node, own]) => {
    const answer = store.share(
      table.path,
      table.name,
      own.map(({ path, cid }) => [path, cid] as const),
    )
    const view: SharedView = { database: table.path, table: table.name, answer }
    const work = shipped(context, new PartialFunction(queryParts, [string(JSON.stringify(view)), code]))
    const others = [...new Set(own.flatMap(part => part.nodes ?? []))].filter(
      alias => alias !== node && alias !== self && own.every(part => part.nodes?.includes(alias)),
    )
    const call = bridge.call<number>(
      'calls',
      'begin',
      [node, ...others],
      `query of ${table.name}`,
      work,
      true,
    )
    return { node, parts: own, finish: () => finished(context, call) }
  })
}

function finished(context: Context, call: number): readonly Table[] | null {
  const outcome = context.service(bridgeSlot).call<{ value: unknown } | null>('calls', 'finish', call)
  return outcome && ((fromTransferable(outcome.value) as Tuple).items as Table[])
}

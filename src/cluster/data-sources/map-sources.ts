import { bridgeSlot } from '../../engine/bridge/bridge.ts'
import { shipped } from '../../engine/session/shipped-function.ts'
import type { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { PartialFunction } from '../../runtime/partial.ts'
import type { Part, Source } from '../../sql/parts/source.ts'
import { Code } from '../../values/forms/code.ts'
import { string } from '../../values/forms/scalar.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { ChunkSummary, SharedView } from '../bridge/store-message.ts'
import { storeSlot } from '../bridge/store-slot.ts'
import { inTurn } from '../functions/part-functions.ts'
import { DfsTable } from '../tables/dfs-table.ts'
import { spread } from '../tables/spread.ts'
import type { DataSource } from './data-source.ts'

/** A function that is called with the data of each source. */
export interface Mapping {
  readonly sources: readonly DataSource[]
  readonly map: Callable
  /** Further arguments, for each source. */
  readonly further: (source: number) => readonly Value[]
  /** False: one after the other, in this session. */
  readonly parallel: boolean
}

interface Begun {
  /** Of the sources that another node maps. */
  readonly numbers: readonly number[]
  readonly finish: () => readonly Value[] | null
}

/**
 * What the function gives for each source: where a source's chunk is, at once; the others here meanwhile. What a node can't be asked
 * for is done here. A node that is lost in the middle is an error: the function may have changed something. @throws ScriptError
 */
export function mapSources(context: Context, mapping: Mapping): Value[] {
  const { sources, map, further, parallel } = mapping
  const chunksOf = chunksNow(context, sources)
  const results: Value[] = []
  const here = (i: number) => {
    context.checkCancelled()
    const source = sources[i]!
    const data = source.materialize(context, source.place ? chunksOf(source.place.table) : undefined)
    results[i] = inTurn(context, data, [map], further(i))
  }
  const others = parallel ? beginOnNodes(context, mapping, chunksOf) : []
  const there = new Set(others.flatMap(({ numbers }) => numbers))
  for (let i = 0; i < sources.length; i++) if (!there.has(i)) here(i)
  for (const { numbers, finish } of others) {
    const values = finish()
    numbers.forEach((number, i) => {
      if (values) results[number] = values[i]!
      else here(number)
    })
  }
  return results
}

// Each table's partitions as they are when first asked for: one look for all sources.
function chunksNow(context: Context, sources: readonly DataSource[]) {
  const known = new Map<Source, readonly Part[]>()
  for (const { place } of sources) {
    if (place && !known.has(place.table)) known.set(place.table, place.table.parts(context, []))
  }
  return (table: Source) => known.get(table)!
}

interface PlacedSource {
  readonly number: number
  readonly chunk: ChunkSummary
  readonly nodes: readonly string[]
}

function beginOnNodes(
  context: Context,
  { sources, map, further }: Mapping,
  chunksOf: (table: Source) => readonly Part[],
): Begun[] {
  const groups: PlacedSource[][] = []
  sources.forEach((source, number) => {
    const { place, isCached, caches } = source
    if (place?.paths.length !== 1 || isCached || caches) return
    if (!(place.table instanceof DfsTable)) return
    const chunk = chunksOf(place.table).find(({ path }) => path === place.paths[0]) as
      | ChunkSummary
      | undefined
    if (!chunk?.nodes) return
    const group = groups.find(([first]) => isAlike(sources[first!.number]!, source))
    const placed = { number, chunk, nodes: chunk.nodes }
    if (group) group.push(placed)
    else groups.push([placed])
  })
  if (groups.length === 0) return []
  const bridge = context.service(bridgeSlot)
  const { alias: self } = bridge.call<{ alias: string }>('status', 'site')
  const queryParts = context.evaluator.findFunction('::queryParts')!
  return groups.flatMap(group => {
    const { select, lookup, place } = sources[group[0]!.number]!
    const table = place!.table as DfsTable
    const code = new Code(select, lookup, name => table.indexOf(name) >= 0)
    const dealt = spread(group, self)
    dealt.delete(self)
    return [...dealt].map(([node, own]): Begun => {
      const numbers = own.map(({ number }) => number)
      const parts = own.map(({ chunk }) => [chunk.path, chunk.cid] as const)
      const answer = context.service(storeSlot).share(table.path, table.name, parts)
      const view: SharedView = { database: table.path, table: table.name, answer }
      const args = [
        string(JSON.stringify(view)),
        code,
        new Tuple([...sources[numbers[0]!]!.transforms, map]),
        new Tuple(numbers.map(number => new Tuple([...further(number)]))),
      ]
      const work = shipped(context, new PartialFunction(queryParts, args))
      const call = bridge.call<number>('calls', 'begin', [node], `map of ${table.name}`, work, false)
      return { numbers, finish: () => finished(context, call) }
    })
  })
}

// Whether one message tells what is to be done with both.
const isAlike = (a: DataSource, b: DataSource) =>
  a.select === b.select &&
  a.transforms.length === b.transforms.length &&
  a.transforms.every((each, i) => each === b.transforms[i])

function finished(context: Context, call: number): readonly Value[] | null {
  const outcome = context.service(bridgeSlot).call<{ value: unknown } | null>('calls', 'finish', call)
  return outcome && (fromTransferable(outcome.value) as Tuple).items
}

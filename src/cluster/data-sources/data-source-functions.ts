import { truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { Code } from '../../values/forms/code.ts'
import { bool } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { DataSource } from './data-source.ts'
import { selectOf, splitSources } from './make-data-sources.ts'

/** A data source, or a tuple of them. @throws ScriptError */
export function sourcesOf(value: Value | undefined, usage: string): readonly DataSource[] {
  const items = value instanceof Tuple ? value.items : [value]
  if (items.length > 0 && items.every(item => item instanceof DataSource)) return items
  throw wrongArgument(usage, 'ds', 'a tuple of data sources, as sqlDS gives it', value)
}

export const sqlDS = define({
  name: 'sqlDS',
  signature: 'sqlDS(sqlObj, [forcePartition=false])',
  kind: 'system',
  doc: 'A tuple of data sources, one for each partition that a query of a partitioned table reads; of other queries, a tuple of one.',
  examples: [
    ['typestr(sqlDS(<select * from table(1..3 as x)>))', 'ANY VECTOR'],
    ['mr(sqlDS(<select x from table(1..3 as x)>), def(t): sum(t.x))', '(6)'],
  ],
  run: (context, code, force) => {
    const usage = 'sqlDS(sqlObj, [forcePartition=false])'
    if (!(code instanceof Code)) throw wrongArgument(usage, 'sqlObj', 'metacode of a select', code)
    const forced = truth(force, usage, 'forcePartition', false)
    return new Tuple(splitSources(context, code, selectOf(code, usage), forced))
  },
})

export const transDS = define({
  name: 'transDS!',
  signature: 'transDS!(ds, transFunc)',
  kind: 'system',
  doc: 'Has a function, or several of a tuple one after the other, applied to the data of data sources before they are used.',
  examples: [
    [
      'ds = sqlDS(<select x from table(1..3 as x)>); ds.transDS!(def(t): select x * 2 as x from t); mr(ds, def(t): sum(t.x))',
      '(12)',
    ],
  ],
  run: (_, ds, functions) => {
    const usage = 'transDS!(ds, transFunc)'
    const sources = sourcesOf(ds, usage)
    const added = functions instanceof Tuple ? functions.items : [functions]
    for (const each of added) {
      if (!(each instanceof Callable)) throw wrongArgument(usage, 'transFunc', 'a function', each)
      for (const source of sources) source.transforms = [...source.transforms, each]
    }
    return ds!
  },
})

const caching = (name: string, doc: string, act: (context: Context, source: DataSource) => void) =>
  define({
    name,
    signature: `${name}(ds)`,
    kind: 'system',
    doc,
    examples: [[`${name}(sqlDS(<select x from table(1..3 as x)>))`, 'true']],
    run: (context, ds) => {
      for (const source of sourcesOf(ds, `${name}(ds)`)) act(context, source)
      return bool(true)
    },
  })

export const cacheDS = caching(
  'cacheDS!',
  'Has data sources keep their data, in this session, when they are next used.',
  (_, source) => {
    source.caches = true
  },
)

export const cacheDSNow = caching(
  'cacheDSNow',
  'Reads data sources now and keeps their data in this session.',
  (context, source) => {
    source.caches = true
    source.materialize(context)
  },
)

export const clearDSCache = caching('clearDSCache!', 'Data sources keep their data no longer.', (_, source) =>
  source.clearCache(),
)

export const clearDSCacheNow = caching(
  'clearDSCacheNow',
  'Data sources keep their data no longer.',
  (_, source) => source.clearCache(),
)

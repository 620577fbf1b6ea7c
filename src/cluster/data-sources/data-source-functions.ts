import type { Expression, Select } from '../../../grammar/ast.ts'
import { text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { Callable } from '../../runtime/callable.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Code } from '../../values/code.ts'
import { bool, Scalar } from '../../values/scalar.ts'
import { scriptOf } from '../../values/text.ts'
import { Tuple } from '../../values/tuple.ts'
import type { Value } from '../../values/value.ts'
import { Vector } from '../../values/vector.ts'
import { DataSource } from './data-source.ts'
import { ofParts, partitionedTable, selectOf, splitSources, wholeSource } from './make-data-sources.ts'

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

const REPARTITION = 'repartitionDS(query, [column], [partitionType], [partitionScheme], [local=true])'

export const repartitionDS = define({
  name: 'repartitionDS',
  signature: REPARTITION,
  kind: 'system',
  doc: 'Data sources of a query by other parts than the table’s: by values (VALUE) or ranges (RANGE) of a column, or by one column of a composite scheme; or one for each query of a tuple. They are read by this session.',
  examples: [
    [
      't = table(1..9 as x); mr(repartitionDS(<select x from t>, `x, RANGE, 1 4 9), def(d): sum(d.x))',
      '(6,30)',
    ],
  ],
  run: (context, query, column, type, scheme) => {
    if (query instanceof Tuple) {
      const codes = query.items.map(item => {
        if (item instanceof Code) return wholeSource(item, selectOf(item, REPARTITION))
        throw wrongArgument(REPARTITION, 'query', 'metacode, or a tuple of it', query)
      })
      return new Tuple(codes)
    }
    if (!(query instanceof Code))
      throw wrongArgument(REPARTITION, 'query', 'metacode, or a tuple of it', query)
    const select = selectOf(query, REPARTITION)
    const name = text(column, REPARTITION, 'column')
    if (type === undefined) return new Tuple(byScheme(context, query, select, name))
    const conditions = conditionsOf(context, name, kindOf(type), scheme)
    return new Tuple(
      conditions.map(where => wholeSource(query, { ...select, where: [...select.where, ...where] })),
    )
  },
})

// VALUE and RANGE are names of numbers in scripts.
function kindOf(type: Value): string {
  const KINDS = ['SEQ', 'VALUE', 'RANGE']
  if (type instanceof Scalar && typeof type.raw === 'number') return KINDS[type.raw] ?? ''
  return text(type, REPARTITION, 'partitionType').toUpperCase()
}

function conditionsOf(
  context: Context,
  column: string,
  kind: string,
  scheme: Value | undefined,
): Expression[][] {
  if (!(scheme instanceof Vector) || scheme.length === 0)
    throw wrongArgument(REPARTITION, 'partitionScheme', 'a vector of values or bounds', scheme)
  const values = Array.from({ length: scheme.length }, (_, i) => {
    const value = scheme.get(i) as Scalar
    return scriptOf(value.type, value.raw)
  })
  const condition = (operator: string, value: string) =>
    (context.evaluator.run(`<${column} ${operator} ${value}>`) as Code).node as Expression
  if (kind === 'VALUE') return values.map(value => [condition('=', value)])
  if (kind !== 'RANGE') throw new ScriptError(`Usage: ${REPARTITION}. partitionType is VALUE or RANGE.`)
  return values.slice(1).map((end, i) => [condition('>=', values[i]!), condition('<', end)])
}

// All partitions that have a part of the scheme in common.
function byScheme(context: Context, code: Code, select: Select, column: string): DataSource[] {
  const found = partitionedTable(context, code, select)
  const at = found?.columns.findIndex(name => name.toLowerCase() === column.toLowerCase())
  if (!found || at === undefined || at < 0)
    throw new ScriptError(
      `Usage: ${REPARTITION}. partitionType can be left out only for a partitioning column of the table.`,
    )
  const { table, owner, name, levels } = found
  const paths = table.parts([]).map(({ path }) => path)
  const own = ofParts(select, owner)
  return [...new Set(paths.map(path => path.split('/')[at]!))].map(part => {
    const shown = levels.map((_, i) => (i === at ? part : '*')).join('/')
    const place = { table, paths: paths.filter(path => path.split('/')[at] === part), name, shown }
    return new DataSource(own, code.lookup ?? (() => undefined), place, 4)
  })
}

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

import type { Expression, Select } from '../../../grammar/tree/ast.ts'
import { text, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { pruningConditions } from '../../sql/parts/conditions.ts'
import { scriptOf } from '../../values/format/text.ts'
import { Code } from '../../values/forms/code.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { DataSource } from './data-source.ts'
import { ofParts, partitionedTable, selectOf, splitSources, wholeSource } from './make-data-sources.ts'

// Data sources of other parts than the table's own.

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
    if (query instanceof Tuple)
      return new Tuple(
        codesOf(query, REPARTITION).map(code => wholeSource(code, selectOf(code, REPARTITION))),
      )
    const [code] = codesOf(query, REPARTITION)
    return new Tuple(divided(context, code!, { usage: REPARTITION, column, type, scheme }))
  },
})

const SEVERAL = 'multiTableRepartitionDS(query, [column], [partitionType], [partitionScheme], [local=true])'

export const multiTableRepartitionDS = define({
  name: 'multiTableRepartitionDS',
  signature: SEVERAL,
  kind: 'system',
  doc: 'Data sources of queries of several tables, one query after the other: by each table’s partitions, or by values (VALUE) or ranges (RANGE) of a column that they have in common. They are read by this session.',
  examples: [
    [
      't = table(1..9 as x); u = table(1..3 as x); mr(multiTableRepartitionDS([<select x from t>, <select x from u>], `x, RANGE, 1 4 9), def(d): sum(d.x))',
      '(6,30,6,)',
    ],
  ],
  run: (context, query, column, type, scheme) => {
    const codes = codesOf(query, SEVERAL)
    const sources = (code: Code) =>
      column === undefined
        ? splitSources(context, code, selectOf(code, SEVERAL), false)
        : divided(context, code, { usage: SEVERAL, column, type, scheme })
    return new Tuple(codes.flatMap(sources))
  },
})

const REPLAY = 'replayDS(sqlObj, [dateColumn], [timeColumn], [timeRepartitionSchema])'

export const replayDS = define({
  name: 'replayDS',
  signature: REPLAY,
  kind: 'system',
  doc: 'Data sources of a query of a partitioned table, in order of time and each sorted by it: one for each part of dateColumn (the first column, unless said), which the table is partitioned by; with timeRepartitionSchema, a vector of times, each is divided at these times of timeColumn.',
  examples: [],
  run: (context, code, dateColumn, timeColumn, schema) => {
    const [query] = codesOf(code instanceof Code ? code : undefined, REPLAY)
    const select = selectOf(query!, REPLAY)
    const found = partitionedTable(context, query!, select)
    const date =
      dateColumn === undefined ? (found?.table.names[0] ?? '') : text(dateColumn, REPLAY, 'dateColumn')
    const time = timeColumn === undefined ? null : text(timeColumn, REPLAY, 'timeColumn')
    if (schema !== undefined && time === null)
      throw new ScriptError(`Usage: ${REPLAY}. timeRepartitionSchema needs timeColumn.`)
    const orderBy = [date, ...(time === null ? [] : [time])].map(name => order(context, name))
    const ordered = { ...select, orderBy: [...orderBy, ...select.orderBy] }
    const days = byScheme(context, query!, ordered, { column: date, usage: REPLAY })
    if (schema === undefined) return new Tuple(days)
    const pieces = piecesOf(context, time!, schema)
    return new Tuple(days.flatMap(day => pieces.map(where => narrowed(day, where))))
  },
})

function codesOf(query: Value | undefined, usage: string): Code[] {
  const items = query instanceof Tuple ? query.items : [query]
  if (items.length > 0 && items.every(item => item instanceof Code)) return items
  throw wrongArgument(usage, 'query', 'metacode, or a tuple of it', query)
}

interface Division {
  readonly usage: string
  readonly column: Value | undefined
  readonly type: Value | undefined
  readonly scheme: Value | undefined
}

function divided(context: Context, code: Code, { usage, column, type, scheme }: Division): DataSource[] {
  const select = selectOf(code, usage)
  const name = text(column, usage, 'column')
  if (type === undefined) return byScheme(context, code, select, { column: name, usage })
  const conditions = conditionsOf(context, name, kindOf(type, usage), { usage, scheme })
  return conditions.map(where => wholeSource(code, { ...select, where: [...select.where, ...where] }))
}

// VALUE and RANGE are names of numbers in scripts.
function kindOf(type: Value, usage: string): string {
  const KINDS = ['SEQ', 'VALUE', 'RANGE']
  if (type instanceof Scalar && typeof type.raw === 'number') return KINDS[type.raw] ?? ''
  return text(type, usage, 'partitionType').toUpperCase()
}

function conditionsOf(
  context: Context,
  column: string,
  kind: string,
  { usage, scheme }: Pick<Division, 'usage' | 'scheme'>,
): Expression[][] {
  const values = literalsOf(scheme, usage, 'partitionScheme')
  const condition = conditionOn(context, column)
  if (kind === 'VALUE') return values.map(value => [condition('=', value)])
  if (kind !== 'RANGE') throw new ScriptError(`Usage: ${usage}. partitionType is VALUE or RANGE.`)
  return values.slice(1).map((end, i) => [condition('>=', values[i]!), condition('<', end)])
}

function literalsOf(values: Value | undefined, usage: string, name: string): string[] {
  if (!(values instanceof Vector) || values.length === 0)
    throw wrongArgument(usage, name, 'a vector of values or bounds', values)
  return Array.from({ length: values.length }, (_, i) => {
    const value = values.get(i) as Scalar
    return scriptOf(value.type, value.raw)
  })
}

const conditionOn = (context: Context, column: string) => (operator: string, value: string) =>
  (context.evaluator.run(`<${column} ${operator} ${value}>`) as Code).node as Expression

// From the day's beginning, between the times, and to its end.
function piecesOf(context: Context, column: string, schema: Value): Expression[][] {
  const times = literalsOf(schema, REPLAY, 'timeRepartitionSchema')
  const condition = conditionOn(context, column)
  return [null, ...times].map((from, i) => [
    ...(from === null ? [] : [condition('>=', from)]),
    ...(i === times.length ? [] : [condition('<', times[i]!)]),
  ])
}

function order(context: Context, column: string): Select['orderBy'][number] {
  const select = (context.evaluator.run(`<select * from t order by ${column}>`) as Code).node as Select
  return select.orderBy[0]!
}

const narrowed = (source: DataSource, where: readonly Expression[]) =>
  new DataSource(
    { ...source.select, where: [...source.select.where, ...where] },
    source.lookup,
    source.place,
    4,
  )

// All partitions that have a part of the scheme in common, of those that the query's conditions leave.
function byScheme(
  context: Context,
  code: Code,
  select: Select,
  { column, usage }: { readonly column: string; readonly usage: string },
): DataSource[] {
  const found = partitionedTable(context, code, select)
  const at = found?.columns.findIndex(name => name.toLowerCase() === column.toLowerCase())
  if (!found || at === undefined || at < 0) throw new ScriptError(notByScheme(usage, column))
  const { table, owner, name, levels } = found
  const lookup = code.lookup ?? (() => undefined)
  const isColumn = (each: string) => table.indexOf(each) >= 0
  const paths = table
    .parts(context, pruningConditions(select.where, { context, lookup, isColumn }))
    .map(({ path }) => path)
  const own = ofParts(select, owner)
  return [...new Set(paths.map(path => path.split('/')[at]!))].sort().map(part => {
    const shown = levels.map((_, i) => (i === at ? part : '*')).join('/')
    const place = { table, paths: paths.filter(path => path.split('/')[at] === part), name, shown }
    return new DataSource(own, lookup, place, 4)
  })
}

const notByScheme = (usage: string, column: string) =>
  usage === REPLAY
    ? `Usage: ${usage}. The query should be of a table that is partitioned by ${column.slice(0, 60) || 'dateColumn'}.`
    : `Usage: ${usage}. partitionType can be left out only for a partitioning column of the table.`

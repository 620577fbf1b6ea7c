import type {
  Call,
  Expression,
  FromSource,
  JoinKind,
  JoinSource,
  Select,
  TableSource,
} from '../../grammar/tree/ast.ts'
import { Callable } from '../runtime/callable.ts'
import type { Context } from '../runtime/context.ts'
import type { JoinFunction } from '../runtime/query.ts'
import { RemoteTable } from '../runtime/remote-table.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { Lookup } from '../values/forms/code.ts'
import { Table } from '../values/forms/table.ts'
import type { Value } from '../values/value.ts'
import { bindColumns } from './binding/bind.ts'
import { Frame } from './frame.ts'
import { type Joining, join, noMasks, type PairJoin } from './join/join.ts'
import { joinByArguments, maskOf } from './join/join-arguments.ts'
import type { Masks } from './join/matching.ts'
import { keyOf, type OnCondition, partsOfCondition } from './join/on-condition.ts'
import { evaluate } from './output.ts'
import { readNamed } from './parts/partitioned.ts'
import { Source } from './parts/source.ts'
import { rowNumbers } from './row-numbers.ts'
import { filter } from './where.ts'

/** A table of `from` and what the query calls it. */
export interface NamedTable {
  readonly table: Table | Source
  readonly owner: string | null
}

/** What reading tables of `from` may ask. */
export interface Reading {
  readonly context: Context
  /** The whole query: columns that it doesn't name aren't read. */
  readonly query: object
  readonly lookup: Lookup
  /** A table whose rows are to be numbered where it comes first: see row-numbers.ts. */
  readonly numbered?: Table
  /** The source whose rows the numbered table has: it is read instead. */
  readonly standsFor?: Source
  /** Other tables that were read before, by their expressions. */
  readonly read?: Map<Expression, Frame>
  readonly joining?: NumberedJoining
}

/** Is told of the numbered table's frame, then of joins. */
export interface NumberedJoining extends Joining {
  numbered(frame: Frame): void
}

/** Evaluates a table of `from`. @throws ScriptError when it is none. */
export function namedTable(context: Context, source: TableSource, lookup: Lookup): NamedTable {
  const value = context.evaluator.compile(source.value)({ resolve: lookup })
  const name = nameOf(source.value)
  // A name that only a function has is one that no table has.
  if (name !== null && value instanceof Callable) {
    throw new ScriptError(`Can't find the object with name ${name}: it is a function, and no table.`)
  }
  return { table: tableOf(context, value), owner: source.alias ?? name }
}

const nameOf = (value: Expression) => (value.kind === 'name' ? value.name : null)

function tableOf(context: Context, value: Value): Table | Source {
  if (value instanceof Table || value instanceof Source) return value
  if (value instanceof RemoteTable) return value.load(context)
  throw new ScriptError(`A table is expected after from, not a ${value.form}.`)
}

/**
 * The rows that a query begins with. Without `from` there is one row without columns. Tables with commas between are
 * crossed, but matched where a condition of the query says that columns are equal.
 */
export function framesOf(reading: Reading, sources: readonly FromSource[], where: Select['where']): Frame {
  const [first, ...others] = sources
  if (!first) return new Frame([], 1, reading.lookup)
  return others.reduce(
    (left, source) => {
      const right = frameOf(reading, source)
      const { equal } = partsOfCondition(where, left, right)
      return joinOn(reading, equal.length > 0 ? 'ej' : 'cj', left, right, {
        equal,
        leftFilters: [],
        rightFilters: [],
        rest: [],
      })
    },
    frameOf(reading, first),
  )
}

function frameOf(reading: Reading, source: FromSource): Frame {
  if (source.kind === 'joinSource') return joinedFrame(reading, source)
  const call = joinCall(reading.context, source.value)
  if (call) return calledFrame(reading, call.kind, call.node)
  const known = reading.read?.get(source.value)
  if (known) return known
  const { table: named, owner } = namedTable(reading.context, source, reading.lookup)
  const { standsFor, numbered } = reading
  const table = numbered && standsFor && isSame(named, standsFor) ? numbered : named
  if (table === numbered) return numberedFrame(reading, numbered, owner)
  const frame =
    table instanceof Table
      ? Frame.ofTable(table, owner, reading.lookup)
      : readNamed(reading.context, reading.query, table, owner, reading.lookup)
  reading.read?.set(source.value, frame)
  return frame
}

function numberedFrame(reading: Reading, table: Table, owner: string | null): Frame {
  const frame = Frame.ofTable(table, owner, reading.lookup).with([rowNumbers(table.rows)])
  reading.joining?.numbered(frame)
  return frame
}

// The same handle, or another one of the same stored table.
function isSame(table: Table | Source, source: Source): boolean {
  if (table === source) return true
  const origin = source.origin()
  return table instanceof Source && origin !== null && table.origin() === origin
}

const joinFunctions: readonly string[] = ['ej', 'sej', 'lj', 'lsj', 'rj', 'fj', 'cj', 'aj', 'pj', 'wj', 'pwj']

/** `ej(t1, t2, …)` in `from`, if it is the built-in. */
export function joinCall(context: Context, value: Expression): { kind: JoinFunction; node: Call } | null {
  if (value.kind === 'parenthesized') return joinCall(context, value.inner)
  if (value.kind !== 'call' || value.callee.kind !== 'name') return null
  const { name } = value.callee
  if (!joinFunctions.includes(name)) return null
  if (context.evaluator.findFunction(name) !== context.evaluator.findFunction(`::${name}`)) return null
  return { kind: name as JoinFunction, node: value }
}

// In `from` the tables keep their names, and filters may use them.
function calledFrame(reading: Reading, kind: JoinFunction, node: Call): Frame {
  const callable = reading.context.evaluator.findFunction(kind)!
  callable.parameters.check(kind, node.arguments.length)
  const args: (Expression | null)[] = []
  let leftAlias: string | null = null
  let rightAlias: string | null = null
  node.arguments.forEach((argument, i) => {
    const place = argument.name === null ? i : callable.parameters.placeOf(argument.name)
    if (place < 0) throw new ScriptError(`The function [${kind}] has no parameter named ${argument.name}`)
    args[place] = argument.value
    if (place === 0) leftAlias = argument.alias
    if (place === 1) rightAlias = argument.alias
  })
  const left = argumentFrame(reading, args[0], leftAlias)
  const right = argumentFrame(reading, args[1], rightAlias)
  const values = args.slice(2).map((arg, i) => {
    if (!arg) return undefined
    // The filters come third and fourth behind the tables.
    const frame = i === 2 ? left : i === 3 ? right : null
    const isFilter = frame !== null && kind !== 'wj' && kind !== 'pwj'
    return isFilter
      ? evaluate(reading.context, bindColumns(arg, frame), frame)
      : reading.context.evaluator.compile(arg)({ resolve: reading.lookup })
  })
  return joinByArguments(reading.context, kind, left, right, values, reading.joining)
}

function argumentFrame(reading: Reading, value: Expression | null | undefined, alias: string | null): Frame {
  if (!value) throw new ScriptError('A join needs two tables.')
  return frameOf(reading, { kind: 'tableSource', value, alias, span: value.span })
}

const kinds: Readonly<Record<JoinKind, PairJoin | null>> = {
  inner: 'ej',
  equi: 'ej',
  left: 'lj',
  right: 'rj',
  full: 'fj',
  cross: 'cj',
  'left semi': 'lsj',
  asof: 'aj',
  prefix: 'pj',
  window: null,
  'prevailing window': null,
}

function joinedFrame(reading: Reading, source: JoinSource): Frame {
  const left = frameOf(reading, source.left)
  const right = frameOf(reading, source.right)
  const kind = kinds[source.join]
  if (!kind) throw new ScriptError(`A ${source.join} join is written as a function: wj(…) or pwj(…).`)
  const parts = partsOfCondition(source.on ? [source.on] : [], left, right)
  return joinOn(reading, kind, left, right, parts)
}

function joinOn(reading: Reading, kind: PairJoin, left: Frame, right: Frame, on: OnCondition): Frame {
  const { context, joining } = reading
  const none = on.equal.length === 0
  if (none && kind !== 'cj' && kind !== 'ej') {
    throw new ScriptError('The on clause of a join says which columns are equal: on a.x = b.x.')
  }
  const inner = kind === 'ej' || kind === 'cj'
  if (on.rest.length > 0 && !inner) {
    throw new ScriptError(
      'The on clause of an outer join has equal columns and conditions on one table each.',
    )
  }
  const keys = {
    left: on.equal.map(([expression]) => keyOf(context, expression, left)),
    right: on.equal.map(([, expression]) => keyOf(context, expression, right)),
  }
  const masks: Masks = {
    left: filterMask(context, on.leftFilters, left),
    right: filterMask(context, on.rightFilters, right),
  }
  if (none) {
    const crossed = join('cj', left, right, { left: [], right: [] }, noMasks, joining)
    const conditions = [...on.leftFilters, ...on.rightFilters, ...on.rest]
    return filter(
      context,
      crossed,
      conditions.map(condition => bindColumns(condition, crossed)),
    )
  }
  const joined = join(kind === 'cj' ? 'ej' : kind, left, right, keys, masks, joining)
  return filter(
    context,
    joined,
    on.rest.map(condition => bindColumns(condition, joined)),
  )
}

function filterMask(context: Context, filters: readonly Expression[], frame: Frame): Uint8Array | null {
  const masks = filters.flatMap(
    condition =>
      maskOf(evaluate(context, bindColumns(condition, frame), frame), frame.rows, 'A condition of on') ?? [],
  )
  const [first, ...rest] = masks
  return first ? rest.reduce((all, mask) => all.map((flag, row) => flag & mask[row]!), first) : null
}

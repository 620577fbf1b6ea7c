import type { Delete, Expression, FromSource, Update } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import type { Change } from '../../runtime/query.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Lookup } from '../../values/forms/code.ts'
import { changing, Table } from '../../values/forms/table.ts'
import { bindClauses } from '../binding/bind.ts'
import { withInnerQueries } from '../binding/inner-queries.ts'
import { Frame } from '../frame.ts'
import { framesOf } from '../from.ts'
import { touches } from '../grouping/decompose.ts'
import { emptyTable } from '../parts/partitioned.ts'
import { Source } from '../parts/source.ts'
import { runQuery } from '../query.ts'
import { ROW, rowNumbers } from '../row-numbers.ts'
import { changedRows, deleteRows, updateRows } from './changed-rows.ts'
import { insert } from './insert.ts'
import { changeJoined, changeParts, columnsSet, type JoinedReading } from './remote-change.ts'
import type { RowClauses } from './row-clauses.ts'

/** Insert, update or delete. @throws ScriptError */
export function change(context: Context, node: Change, lookup: Lookup): void {
  context.matchedRows = rowsChanged(context, node, lookup)
}

function rowsChanged(context: Context, node: Change, lookup: Lookup): number {
  switch (node.kind) {
    case 'insertInto':
      return insert(context, node, lookup)
    case 'update':
      return update(context, node, lookup)
    case 'delete':
      return remove(context, node, lookup)
  }
}

function update(context: Context, node: Update, lookup: Lookup): number {
  const target = targetOf(context, node.table, lookup)
  const owner = ownerOf(node.table)
  const { where, contextBy, contextSort, having, sets } = node
  const clauses = { where, contextBy, contextSort, having, sets }
  if (target instanceof Source) {
    const { from } = node
    checkChoosers(target, clauses, from !== null)
    if (from) {
      const bind = (table: Table, reading: JoinedReading) =>
        boundFrame(context, table, owner, from, clauses, node, lookup, reading)
      return changeJoined(context, target, columnsSet(clauses), bind, (table, { frame, bound }) =>
        updateRows(context, table, changedRows(context, bound, frame), bound.sets),
      )
    }
    return updateParts(context, target, owner, clauses, lookup)
  }
  forbidStream(target, 'updated')
  return changing(target, () => {
    const { frame, bound } = boundFrame(context, target, owner, node.from, clauses, node, lookup)
    return updateRows(context, target, changedRows(context, bound, frame), bound.sets).count
  })
}

// Some columns get other values for whole groups of rows only.
function checkChoosers(target: Source, clauses: RowClauses & Pick<Update, 'sets'>, joined: boolean): void {
  for (const name of columnsSet(clauses)) {
    const choosers = target.choosersFor(name)
    if (!choosers) continue
    const isOther = (each: string) => {
      const place = target.indexOf(each)
      return place >= 0 && !choosers.includes(target.names[place]!)
    }
    const { where, contextBy, having } = clauses
    if (!joined && !having && contextBy.length === 0 && !where.some(each => touches(each, isOther))) continue
    throw new ScriptError(
      `update: rows that get another ${name} are chosen by ${choosers.join(' and ')} alone, in where, so that all values of a point are of one type.`,
    )
  }
}

// Columns that aren't there yet are added first, of the types that the values have over no rows.
function updateParts(
  context: Context,
  target: Source,
  owner: string | null,
  clauses: RowClauses & Pick<Update, 'sets'>,
  lookup: Lookup,
): number {
  const added = columnsSet(clauses).filter(name => target.indexOf(name) < 0)
  if (added.length > 0 && !target.growsByUpdate) {
    throw new ScriptError(`The table has no column ${added.join(', ')}: addColumn gives it one.`)
  }
  if (added.length > 0) {
    const table = emptyTable(target)
    const { frame, bound } = boundFrame(context, table, owner, null, clauses, {}, lookup)
    updateRows(context, table, changedRows(context, bound, frame), bound.sets)
    const types = added.map(name => table.column(name)!.type)
    target.addColumns(context, added, types)
  }
  try {
    return changeParts(context, target, owner, clauses, lookup, (table, frame, bound) =>
      updateRows(context, table, changedRows(context, bound, frame), bound.sets),
    )
  } catch (error) {
    if (added.length > 0) target.dropColumns(context, added)
    throw error
  }
}

function remove(context: Context, node: Delete, lookup: Lookup): number {
  const single = node.from.kind === 'tableSource' && node.table === null ? node.from : null
  const named = node.table ?? single?.value
  if (!named) throw new ScriptError('delete t from … says which table of a join is to lose rows.')
  const target = targetOf(context, named, lookup)
  const owner = single?.alias ?? ownerOf(named)
  const { where, contextBy, contextSort, having } = node
  const clauses = { where, contextBy, contextSort, having }
  if (target instanceof Source) {
    if (!single) {
      const bind = (table: Table, reading: JoinedReading) =>
        boundFrame(context, table, owner, node.from, clauses, node, lookup, reading)
      return changeJoined(context, target, [], bind, (table, { frame, bound }) =>
        deleteRows(table, changedRows(context, bound, frame).rows),
      )
    }
    return changeParts(context, target, owner, clauses, lookup, (table, frame, bound) =>
      deleteRows(table, changedRows(context, bound, frame).rows),
    )
  }
  const from = single ? null : node.from
  forbidStream(target, 'deleted')
  return changing(target, () => {
    const { frame, bound } = boundFrame(context, target, owner, from, clauses, node, lookup)
    return deleteRows(target, changedRows(context, bound, frame).rows).count
  })
}

function forbidStream(table: Table, what: string): void {
  if (table.kind === 'stream') throw new ScriptError(`Rows of a stream table can't be ${what}.`)
}

// The rows that clauses are about, numbered as those of the target, which may hold the rows of a source.
function boundFrame<Clauses extends RowClauses>(
  context: Context,
  target: Table,
  owner: string | null,
  from: FromSource | null,
  clauses: Clauses,
  query: object,
  lookup: Lookup,
  reading: Partial<JoinedReading> = {},
): { frame: Frame; bound: Clauses } {
  const frame = from
    ? framesOf({ context, query, lookup, numbered: target, ...reading }, [from], [])
    : Frame.ofTable(target, owner, lookup).with([rowNumbers(target.rows)])
  if (frame.indexOf(ROW) < 0)
    throw new ScriptError('The table to be changed is one of those that are joined.')
  const { made, inner } = bindClauses(clauses, frame)
  const around = withInnerQueries(inner, (query, outside) => runQuery(context, query, outside), lookup)
  return { frame: new Frame(frame.columns, frame.rows, around), bound: made }
}

function targetOf(context: Context, expression: Expression, lookup: Lookup): Table | Source {
  const value = context.evaluator.compile(expression)({ resolve: lookup })
  if (value instanceof Table || value instanceof Source) return value
  throw new ScriptError(`A table is expected, not a ${value.form}.`)
}

const ownerOf = (expression: Expression) => (expression.kind === 'name' ? expression.name : null)

import { parseExpression } from '../../../grammar/parser.ts'
import { orderOf } from '../../functions/vectors/sort.ts'
import type { Context } from '../../runtime/context.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { BOOL } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { retain } from '../../values/ownership.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'

/** How a page looks at a kept table. */
export interface View {
  /** A column's name, or empty: as the rows come. */
  readonly sortBy: string
  readonly descending: boolean
  /** A condition on columns, as behind `where`, or empty. */
  readonly filter: string
}

const MOST_KEPT = 200

interface Kept {
  readonly table: Table
  view: View
  /** The rows that the view shows, in its order; null: all as they come. */
  rows: Int32Array | null
}

/**
 * Tables that a page looks at, under numbers, until it drops them. Sorting and filtering is done here, once a view: the page asks
 * for the rows it shows.
 */
export class KeptResults {
  readonly #kept = new Map<number, Kept>()
  #last = 0

  keep(table: Table): number {
    retain(table)
    this.#kept.set(++this.#last, { table, view: { sortBy: '', descending: false, filter: '' }, rows: null })
    // A page that forgets to drop doesn't fill the node.
    this.#kept.delete(this.#last - MOST_KEPT)
    return this.#last
  }

  drop(id: number): void {
    this.#kept.delete(id)
  }

  /** Rows `from` ≤ row < `to` of the view, and how many it has. @throws ScriptError for a filter that isn't one. */
  read(context: Context, id: number, from: number, to: number, view: View): { rows: Table; total: number } {
    const kept = this.#kept.get(id)
    if (!kept) throw new ScriptError(`There is no kept result ${id}: it was dropped, or its session ended.`)
    const { table } = kept
    if (!sameView(kept.view, view)) {
      kept.rows = rowsOfView(context, table, view)
      kept.view = view
    }
    const total = kept.rows?.length ?? table.rows
    const [start, end] = [Math.min(Math.max(0, from), total), Math.min(Math.max(from, to), total)]
    return { rows: kept.rows ? table.gather(kept.rows.slice(start, end)) : table.slice(start, end), total }
  }
}

const sameView = (a: View, b: View) =>
  a.sortBy === b.sortBy && a.descending === b.descending && a.filter === b.filter

function rowsOfView(context: Context, table: Table, view: View): Int32Array | null {
  const chosen = view.filter === '' ? null : rowsWhere(context, table, view.filter)
  if (view.sortBy === '') return chosen
  const column = table.column(view.sortBy)
  if (!column) throw new ScriptError(`The table has no column ${view.sortBy}.`)
  const order = orderOf([chosen ? column.gather(chosen) : column], [view.descending])
  return chosen ? order.map(row => chosen[row]!) : order
}

function rowsWhere(context: Context, table: Table, filter: string): Int32Array {
  const { expression, errors } = parseExpression(filter)
  if (errors.length > 0 || !expression)
    throw new ScriptError(`The filter isn't a condition: ${errors[0]?.message ?? 'there is none'}.`)
  const found = context.evaluator.compile(expression)({ resolve: name => table.column(name) })
  if (!(found instanceof FixedVector) || found.type !== BOOL || found.length !== table.rows) {
    throw new ScriptError('The filter is to be a condition on columns, such as price > 10.')
  }
  const rows: number[] = []
  for (let row = 0; row < found.length; row++) if (found.data[row] === 1) rows.push(row)
  return Int32Array.from(rows)
}

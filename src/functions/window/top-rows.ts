import { sortRows } from '../../kernels/order/sort.ts'
import type { Windows } from '../../kernels/windows/windows.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { DataType } from '../../values/data-type.ts'
import { keyOf } from '../../values/forms/set.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import type { Aggregation } from '../aggregate/aggregation.ts'
import { rangesOf } from '../aggregate/moving-ranges.ts'
import { integer, text, truth } from '../argument.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { sortingColumn } from '../tables/key-column.ts'
import type { Moving } from './declare.ts'

export interface TopRule {
  readonly top: number
  readonly ascending: boolean
  /** Of equal rows that don't all fit: the first or last of them, or all. */
  readonly ties: 'oldest' | 'latest' | 'all'
}

/** Options of `msumTopN` and its kin from their arguments. @throws ScriptError */
export function topRule(
  name: string,
  top: Value | undefined,
  ascending: Value | undefined,
  tiesMethod: Value | undefined,
  fallback: TopRule['ties'],
): TopRule {
  const ties = text(tiesMethod, name, 'tiesMethod', fallback)
  if (ties !== 'oldest' && ties !== 'latest' && ties !== 'all') {
    throw new ScriptError(`${name}: tiesMethod should be 'oldest', 'latest' or 'all', not '${ties}'.`)
  }
  const count = integer(top, name, 'top')
  if (count < 1) throw new ScriptError(`${name}: top should be a positive integer, not ${count}.`)
  return { top: count, ascending: truth(ascending, name, 'ascending', true), ties }
}

/** An aggregate of the first rows of each window in order of its last column, the sorting one. Nulls there are left out. */
export function ofTopRows(aggregation: Aggregation, rule: TopRule): Moving {
  const values = (types: readonly DataType[]) => types.slice(0, aggregation.inputs)
  return {
    name: aggregation.name,
    takes: types => aggregation.takes(values(types)),
    moving: (columns, windows) => {
      const keys = columns[aggregation.inputs]!
      const { rows, offsets } = topRows(keys, windows, rule)
      const picked = columns.slice(0, aggregation.inputs).map(column => column.gather(rows))
      return aggregation.ranges(picked, offsets.subarray(0, offsets.length - 1), offsets.subarray(1))
    },
  }
}

/** The rows chosen in each window, one window after the other, in order of their keys; of equals the earlier first. */
export function topRows(
  keys: Vector,
  windows: Windows,
  rule: TopRule,
): { rows: Int32Array; offsets: Int32Array } {
  const ranks = densely(keys, rule.ascending)
  const { starts, ends } = rangesOf(windows, keys.length)
  const offsets = allocate('i32', starts.length + 1)
  const chosen: number[] = []
  const best = new BestRows(ranks, rule)
  let [from, to] = [0, 0]
  for (let r = 0; r < starts.length; r++) {
    // A window that only grows goes on with what it has.
    if (starts[r] !== from || ends[r]! < to) {
      best.clear()
      from = starts[r]!
      to = from
    }
    for (; to < ends[r]!; to++) if (ranks[to]! >= 0) best.add(to)
    best.appendTo(chosen)
    offsets[r + 1] = chosen.length
  }
  return { rows: Int32Array.from(chosen), offsets }
}

/** Each row's place among the distinct keys, −1 for nulls: comparing these is comparing keys. */
function densely(keys: Vector, ascending: boolean): Int32Array {
  const order = sortRows([{ column: sortingColumn(keys), descending: !ascending }], keys.length)
  const read = rawReader(keys)
  const ranks = new Int32Array(keys.length)
  let rank = 0
  for (let i = 0; i < order.length; i++) {
    if (i > 0 && keyOf(read(order[i - 1]!)) !== keyOf(read(order[i]!))) rank++
    ranks[order[i]!] = rank
  }
  for (let i = 0; i < ranks.length; i++) if (keys.isNullAt(i)) ranks[i] = -1
  return ranks
}

/** The best rows so far in order; with equal ranks in the order in which they are preferred. */
class BestRows {
  readonly #ranks: Int32Array
  readonly #rule: TopRule
  #rows: number[] = []

  constructor(ranks: Int32Array, rule: TopRule) {
    this.#ranks = ranks
    this.#rule = rule
  }

  clear(): void {
    this.#rows.length = 0
  }

  add(row: number): void {
    const { top, ties } = this.#rule
    const rows = this.#rows
    const rank = this.#ranks[row]!
    let at = rows.length
    // Among equals the latest comes first if it is preferred, else last.
    while (
      at > 0 &&
      (ties === 'latest' ? this.#ranks[rows[at - 1]!]! >= rank : this.#ranks[rows[at - 1]!]! > rank)
    )
      at--
    if (at >= top && !(ties === 'all' && this.#ranks[rows[top - 1]!] === rank)) return
    rows.splice(at, 0, row)
    this.#trim()
  }

  #trim(): void {
    const { top, ties } = this.#rule
    const rows = this.#rows
    if (rows.length <= top) return
    if (ties !== 'all') rows.length = top
    else {
      const last = this.#ranks[rows[top - 1]!]!
      while (rows.length > top && this.#ranks[rows[rows.length - 1]!]! > last) rows.length--
    }
  }

  appendTo(target: number[]): void {
    if (this.#rule.ties !== 'latest') {
      for (const row of this.#rows) target.push(row)
      return
    }
    const ordered = [...this.#rows].sort((a, b) => this.#ranks[a]! - this.#ranks[b]! || a - b)
    for (const row of ordered) target.push(row)
  }
}

import { type Frame, type FrameColumn, once } from '../frame.ts'
import type { Pairs } from './matching.ts'

/** What happens to the matching columns of a side: `hidden` ones are found as `t.x` but not by `*`. */
export interface KeyColumns {
  readonly left: readonly string[]
  readonly right: readonly string[]
  readonly hide: 'left' | 'right'
}

/**
 * The columns of both sides at the rows of `pairs`. One of the right whose name the left has, too, gets its table's name
 * in front: `t2_x`.
 */
export function joinedColumns(left: Frame, right: Frame, keys: KeyColumns, pairs: Pairs): FrameColumn[] {
  const hidesLeft = keys.hide === 'left'
  const hiddenLeft = hidesLeft ? namesIn(left, keys.left) : new Set<string>()
  const hiddenRight = hidesLeft ? new Set<string>() : namesIn(right, keys.right)
  const columns = left.columns.map(column => {
    const gathered = taken(column, pairs.left)
    return hiddenLeft.has(column.name) ? { ...gathered, shown: null } : gathered
  })
  const names = new Set(columns.map(column => column.name.toLowerCase()))
  for (const column of right.columns) {
    const original = column.original ?? column.name
    const name = freeName(column, names)
    names.add(name.toLowerCase())
    const hidden = hiddenRight.has(column.name) || column.shown === null
    // A right join shows the right's keys in place of the left's, under their own names.
    const shown = hidesLeft && hiddenLeft.has(column.name) ? column.name : undefined
    columns.push({
      ...taken(column, pairs.right),
      name,
      original,
      ...(hidden ? { shown: null } : shown === undefined ? {} : { shown }),
    })
  }
  return columns
}

const namesIn = (frame: Frame, names: readonly string[]) =>
  new Set(names.flatMap(name => frame.columns[frame.indexOf(name)]?.name ?? []))

const taken = (column: FrameColumn, rows: Int32Array | null): FrameColumn =>
  rows === null ? column : once(column, () => column.load().gather(rows))

function freeName({ name, owner }: FrameColumn, taken: ReadonlySet<string>): string {
  if (!taken.has(name.toLowerCase())) return name
  const prefixed = `${owner ?? 'right'}_${name}`
  let candidate = prefixed
  for (let i = 1; taken.has(candidate.toLowerCase()); i++) candidate = `${prefixed}${i}`
  return candidate
}

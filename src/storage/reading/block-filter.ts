import type { DataType } from '../../values/data-type.ts'
import type { ColumnRecord, TableRecord } from '../catalog/table-record.ts'
import { columnNamed } from '../catalog/table-record.ts'
import type { ColumnBounds, Segment } from '../segments/segment.ts'
import type { SegmentIndex } from '../segments/segment-index.ts'

/**
 * A condition that rows must meet to be of interest. What is read may hold other rows too: only blocks that surely have
 * none are left out.
 */
export interface Bound {
  readonly column: string
  /** The name of the column's type as the asker knows it; of a column that has another one by now the bound says nothing. */
  readonly type?: string
  /** Raw values of the column's type (bigint for 64 bits); a missing end is open. */
  readonly least?: number | bigint
  readonly most?: number | bigint
  /** For SYMBOL: one of these. */
  readonly texts?: readonly string[]
  /** Whether null meets it. */
  readonly nulls?: boolean
}

/** Whether rows that hold this can meet the bound. `rows`: how many there are. */
function canMeet(bound: Bound, { nulls, least, most }: ColumnBounds, rows: number): boolean {
  if (bound.nulls && nulls > 0) return true
  if (nulls === rows) return false
  // No order, or NaN only.
  if (least === null || most === null) return true
  return (
    !(bound.least !== undefined && most < bound.least) && !(bound.most !== undefined && least > bound.most)
  )
}

/** Picks the blocks of a table's segments that can hold rows of interest. */
export class BlockFilter {
  readonly #bounds: readonly { readonly bound: Bound; readonly column: ColumnRecord }[]

  constructor(table: TableRecord, bounds: readonly Bound[]) {
    this.#bounds = bounds
      .map(bound => ({ bound, column: columnNamed(table, bound.column) }))
      .filter(({ bound, column }) => bound.type === undefined || bound.type === String(column.type))
  }

  /** Whether the segment's own bounds leave a chance. Reads nothing. */
  admits(segment: Segment): boolean {
    return this.#bounds.every(({ bound, column }) => {
      const held = segment.bounds(column.id)
      // What was of another type is not compared.
      if (!held && column.was?.some(id => segment.bounds(id))) return true
      // A column that came after the segment is null in all its rows.
      if (!held) return bound.nulls ?? false
      if (bound.texts) return (bound.nulls && held.nulls > 0) || held.nulls < segment.rows
      return canMeet(bound, held, segment.rows)
    })
  }

  /** The blocks to read, in order. */
  async blocks(segment: Segment, index: SegmentIndex): Promise<number[]> {
    let blocks = Array.from({ length: index.blocks }, (_, i) => i)
    for (const { bound, column } of this.#bounds) {
      if (!index.has(column.id)) continue
      const meets = bound.texts
        ? await textTest(bound, segment, index, column)
        : (held: ColumnBounds, rows: number) => canMeet(bound, held, rows)
      blocks = blocks.filter(block =>
        meets(index.entry(column.id, column.type, block), index.starts[block + 1]! - index.starts[block]!),
      )
    }
    return blocks
  }
}

async function textTest(bound: Bound, segment: Segment, index: SegmentIndex, { id, type }: ColumnRecord) {
  if (!isSymbol(type)) return () => true
  const texts = await segment.texts(id, index)
  const wanted = new Set(bound.texts)
  const codes: number[] = []
  texts.forEach((text, code) => {
    if (code > 0 && wanted.has(text)) codes.push(code)
  })
  return ({ nulls, least, most }: ColumnBounds) => {
    if (bound.nulls && nulls > 0) return true
    if (least === null || most === null) return false
    return codes.some(code => code >= (least as number) && code <= (most as number))
  }
}

const isSymbol = (type: DataType) => type.storage === 'symbol'

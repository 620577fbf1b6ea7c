import { display } from '../../values/format/format.ts'
import { Table } from '../../values/forms/table.ts'
import { rowsOfShared } from '../../values/vectors/shared-column.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { pushedObject } from '../../wire/push.ts'
import type { Block } from './feed.ts'

/** The block's rows as a table, over the same memory. */
export function tableOfBlock({ content, start, end }: Block): Table {
  return new Table(
    [...content.names],
    content.columns.map(column => rowsOfShared(column, start, end)),
  )
}

/** As a subscriber gets it: a tuple of the columns. */
export const columnsOf = (table: Table): Tuple => new Tuple([...table.columns])

// Of each version of a table the block that was made last: subscribers that keep up all get the same one.
const made = new WeakMap<Block['content'], Block & { readonly bytes: Uint8Array }>()

/** The bytes of a block's columns. */
export function bytesOfBlock(block: Block): Uint8Array {
  const known = made.get(block.content)
  if (known?.start === block.start && known.end === block.end) return known.bytes
  const bytes = pushedObject(columnsOf(tableOfBlock(block)), display)
  made.set(block.content, { ...block, bytes })
  return bytes
}

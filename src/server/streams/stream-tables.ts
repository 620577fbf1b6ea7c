import type { Site } from '../../cluster/site.ts'
import type { SharedBoard, SharedContent } from '../../engine/shared/shared-board.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { Table } from '../../values/forms/table.ts'
import { rowsOfShared } from '../../values/vectors/shared-column.ts'
import { rowsOf } from './feed.ts'

/** What a subscription to a stream table is called: everybody's who reads the messages. */
export function topicOf({ host, port, alias }: Site, table: string, action: string): string {
  const node = `${host}:${port}:${alias}`
  return action === '' ? `${node}/${table}` : `${node}/${table}/${action}`
}

// Topics are split at slashes, lists of them at commas.
const ACTION = /^[^/,\s\p{Cc}]{0,256}$/u

/** @throws ScriptError */
export function checkAction(action: string): void {
  if (ACTION.test(action)) return
  throw new ScriptError(
    `actionName: ${JSON.stringify(action.slice(0, 60))} is no name of an action: letters, digits and underscores are.`,
  )
}

/** The shared stream table of that name. @throws ScriptError */
export function streamTableNamed(shared: SharedBoard, name: string): SharedContent {
  const content = shared.contentOf(name)
  if (content?.kind === 'stream') return content
  throw new ScriptError(
    content
      ? `The shared table ${name} is no stream table: it can't be subscribed to.`
      : `Can't find the shared stream table ${name.slice(0, 128)}.`,
  )
}

/** The table's columns without a row. */
export const schemaOf = ({ names, columns }: SharedContent): Table =>
  new Table(
    [...names],
    columns.map(column => rowsOfShared(column, 0, 0)),
  )

/** Where a subscription begins: an offset, or what stands for one. */
export const OFFSETS = { fromNow: -1, whereItWas: -2, earliest: -3 } as const

/**
 * The offset of the first row that a new subscription gets. Nothing is kept of where subscriptions were, so that is now.
 * `restarts`: an offset that the table hasn't come to means one before it was made anew.
 * @throws ScriptError
 */
export function startOf(name: string, content: SharedContent, offset: number, restarts = false): number {
  const rows = rowsOf(content)
  if (offset === OFFSETS.fromNow || offset === OFFSETS.whereItWas) return rows
  if (offset === OFFSETS.earliest) return 0
  if (offset >= 0 && offset <= rows) return offset
  if (offset > rows && restarts) return 0
  throw new ScriptError(
    `Can't find the message with offset [${offset}]: ${name} has ${rows} rows, so that 0 to ${rows}, -1 (from now on) and -3 (from the first row) are possible.`,
  )
}

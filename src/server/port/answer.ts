import { ByteWriter } from '../../base/byte-writer.ts'
import type { Outcome } from '../../engine/jobs/job.ts'
import type { ErrorReport } from '../../engine/session/error-report.ts'
import { display } from '../../values/format/format.ts'
import { Table } from '../../values/forms/table.ts'
import { fromTransferable } from '../../values/transfer.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { ObjectEncoder } from '../../wire/encode-object.ts'
import { type RequestHeader, requestFlags } from '../../wire/request.ts'
import { errorFrame, okHeader } from '../../wire/response.ts'

// Clients ask for blocks of at least so many rows.
const SMALLEST_BLOCK = 8192

/** The bytes that tell a client how its request went; columns of texts are made as they are taken. */
export function answer(session: bigint, header: RequestHeader, outcome: Outcome): Iterable<Uint8Array> {
  if (!outcome.ok) return [errorFrame(session, errorLine(outcome.error))]
  if (outcome.value === undefined) return new ByteWriter().text(okHeader(session, 0)).parts()
  const compress = (header.flags & requestFlags.compress) !== 0
  const encoder = new ObjectEncoder(value => display(value), new ByteWriter(), compress)
  encoder.out.text(okHeader(session, 1))
  encoder.write(inBlocks(fromTransferable(outcome.value), header.fetchSize))
  return encoder.out.chunks()
}

/** A table as a tuple of tables of at most `fetchSize` rows, where the client asked for that; else the value itself. */
function inBlocks(value: Value, fetchSize: number): Value {
  if (fetchSize < SMALLEST_BLOCK || !(value instanceof Table)) return value
  const blocks: Table[] = []
  for (let start = 0; start === 0 || start < value.rows; start += fetchSize) {
    const end = Math.min(start + fetchSize, value.rows)
    blocks.push(
      new Table(
        value.names,
        value.columns.map(column => column.view(start, end)),
      ),
    )
  }
  return new Tuple(blocks)
}

/** An error as DolphinDB's clients read it: tags first, one line, the identifier at the end. */
export function errorLine(error: ErrorReport): string {
  const tag = error.tag ?? ''
  const refId = error.refId === null ? '' : ` RefId: ${error.refId}`
  if (tag !== '' || error.source === null || error.span === null) return `${tag}${error.message}${refId}`
  const fragment = error.source.slice(error.span.start, error.span.end).replaceAll(/\s+/g, ' ')
  return `${fragment} => ${error.message}${refId}`
}

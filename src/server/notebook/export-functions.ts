import { tableToIPC } from 'apache-arrow'
import { bridgeSlot } from '../../engine/bridge/bridge.ts'
import { integer, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import { headerLine, linesOf } from '../../functions/files/text-rows.ts'
import type { Context } from '../../runtime/context.ts'
import { CHAR } from '../../values/data-type.ts'
import type { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import { toTransferable } from '../../values/transfer.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { arrowTable } from '../../wire/arrow-table.ts'
import { keptResults } from './slots.ts'

const ALL = 2 ** 31 - 1

/** Writes rows as a file, or, where `first` isn't 0 and the format allows it, as what follows in one. */
type Write = (context: Context, rows: Table, first: number) => Uint8Array

const formats: Readonly<Record<string, Write>> = {
  csv: csvOf,
  arrow: (_, rows) => tableToIPC(arrowTable(rows), 'file'),
  parquet: (context, rows) =>
    context.service(bridgeSlot).call<Uint8Array>('notebooks', 'parquet', toTransferable(rows)),
}

function csvOf(context: Context, rows: Table, first: number): Uint8Array {
  const pieces = first === 0 ? [headerLine(rows.names, ',')] : []
  for (const lines of linesOf(rows.columns, ',')) {
    context.checkCancelled()
    pieces.push(lines)
  }
  return new TextEncoder().encode(pieces.join(''))
}

export const exportResult = define({
  name: 'exportResult',
  signature: 'exportResult(id, format, [sortBy], [descending=false], [filter], [from=0], [to])',
  kind: 'system',
  doc: "The rows of a result that runStatement keeps, sorted and filtered as getResultRows has them, as a file of format 'csv', 'arrow' (IPC file) or 'parquet': its bytes, a CHAR vector. Of rows from ≤ row < to only; files of CSV may be had in such pieces, of which the first has the names.",
  examples: [],
  run: (context, id, format, sortBy, descending, filter, from, to) => {
    const usage = 'exportResult(id, format, [sortBy], [descending], [filter], [from], [to])'
    const write = formats[text(format, usage, 'format')]
    if (!write) throw wrongArgument(usage, 'format', "'csv', 'arrow' or 'parquet'", format)
    const view = {
      sortBy: text(sortBy, usage, 'sortBy', ''),
      descending: truth(descending, usage, 'descending', false),
      filter: text(filter, usage, 'filter', ''),
    }
    const [first, last] = [integer(from, usage, 'from', 0), integer(to, usage, 'to', ALL)]
    const kept = context.service(keptResults)
    const { rows } = kept.read(context, integer(id, usage, 'id'), first, last, view)
    const file = write(context, rows, first)
    const bytes = allocate('i8', file.length)
    bytes.set(file as never)
    return new FixedVector(CHAR, bytes, false)
  },
})

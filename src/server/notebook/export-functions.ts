import { tableToIPC } from 'apache-arrow'
import { bridgeSlot } from '../../engine/bridge.ts'
import { integer, text, truth, wrongArgument } from '../../functions/argument.ts'
import { define } from '../../functions/define.ts'
import type { Context } from '../../runtime/context.ts'
import { CHAR } from '../../values/data-type.ts'
import { FixedVector } from '../../values/fixed-vector.ts'
import { allocate } from '../../values/memory.ts'
import type { Table } from '../../values/table.ts'
import { toTransferable } from '../../values/transfer.ts'
import { arrowTable } from '../../wire/arrow-table.ts'
import { keptResults } from './slots.ts'

const ALL = 2 ** 31 - 1

const formats: Readonly<Record<string, (context: Context, rows: Table) => Uint8Array>> = {
  arrow: (_, rows) => tableToIPC(arrowTable(rows), 'file'),
  parquet: (context, rows) =>
    context.service(bridgeSlot).call<Uint8Array>('notebooks', 'parquet', toTransferable(rows)),
}

export const exportResult = define({
  name: 'exportResult',
  signature: 'exportResult(id, format, [sortBy], [descending=false], [filter])',
  kind: 'system',
  doc: "The rows of a result that runStatement keeps, sorted and filtered as getResultRows has them, as a file of format 'arrow' (IPC file) or 'parquet': its bytes, a CHAR vector.",
  examples: [],
  run: (context, id, format, sortBy, descending, filter) => {
    const usage = 'exportResult(id, format, [sortBy], [descending], [filter])'
    const write = formats[text(format, usage, 'format')]
    if (!write) throw wrongArgument(usage, 'format', "'arrow' or 'parquet'", format)
    const view = {
      sortBy: text(sortBy, usage, 'sortBy', ''),
      descending: truth(descending, usage, 'descending', false),
      filter: text(filter, usage, 'filter', ''),
    }
    const { rows } = context.service(keptResults).read(context, integer(id, usage, 'id'), 0, ALL, view)
    const file = write(context, rows)
    const bytes = allocate('i8', file.length)
    bytes.set(file as never)
    return new FixedVector(CHAR, bytes, false)
  },
})

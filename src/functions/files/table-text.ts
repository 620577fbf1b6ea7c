import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { integer, text, truth, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { headerLine, linesOf } from './text-rows.ts'

// As CHAR or as text.
function delimiterOf(value: Value | undefined, usage: string): string {
  if (value instanceof Scalar && value.type === CHAR) return String.fromCharCode(value.raw as number)
  const given = text(value, usage, 'delimiter', ',')
  if (given.length === 1) return given
  throw wrongArgument(usage, 'delimiter', 'one character', value)
}

export const generateTextFromTable = define({
  name: 'generateTextFromTable',
  signature: 'generateTextFromTable(table, offset, length, [partition=0], [delimiter=","], [header=true])',
  kind: 'system',
  doc: 'Rows of a table as text, a line each, with the columns’ names in front: UTF-8 as a vector of CHAR. Fields that hold the delimiter are put in quotation marks. A table in memory has one partition, 0.',
  examples: [
    ['generateTextFromTable(table(1 2 as a, 3 4 as b), 1, 1, 0, char(44), false)', "['2',',','4',10]"],
  ],
  run: (context, table, offset, length, partition, delimiter, header) => {
    const usage = 'generateTextFromTable(table, offset, length, [partition], [delimiter], [header])'
    if (!(table instanceof Table)) throw wrongArgument(usage, 'table', 'a table in memory', table)
    if (integer(partition, usage, 'partition', 0) !== 0) {
      throw new ScriptError(`${usage}: a table in memory has one partition, 0.`)
    }
    const between = delimiterOf(delimiter, usage)
    const start = Math.min(table.rows, Math.max(0, integer(offset, usage, 'offset')))
    const end = Math.min(table.rows, start + Math.max(0, integer(length, usage, 'length')))
    const pieces = truth(header, usage, 'header', true) ? [headerLine(table.names, between)] : []
    for (const lines of linesOf(
      table.columns.map(column => column.view(start, end)),
      between,
    )) {
      context.checkCancelled()
      pieces.push(lines)
    }
    const bytes = new TextEncoder().encode(pieces.join(''))
    const chars = allocate('i8', bytes.length)
    chars.set(bytes)
    return new FixedVector(CHAR, chars)
  },
})

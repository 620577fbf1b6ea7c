import { files } from '../../runtime/files.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { type DataType, isLiteral } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { dataType, integer, text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { columnOf, widthOf } from './binary.ts'

const usage = 'loadRecord(filename, schema, [skipBytes=0], [count])'

/** A field of each record. */
interface Field {
  readonly name: string
  readonly type: DataType
  /** Bytes. */
  readonly width: number
}

function fieldsOf(schema: Value | undefined): Field[] {
  if (!(schema instanceof Tuple) || schema.length === 0) {
    throw wrongArgument(
      usage,
      'schema',
      'a tuple of fields, (name, type) or (name, type, bytes) each',
      schema,
    )
  }
  return schema.items.map(item => {
    if (!(item instanceof Tuple) || item.length < 2) {
      throw wrongArgument(
        usage,
        'schema',
        'a tuple of fields, (name, type) or (name, type, bytes) each',
        item,
      )
    }
    const [name, type, size] = item.items
    const chosen = dataType(type, usage, 'schema')
    const width = isLiteral(chosen) ? integer(size, usage, 'schema') : widthOf(chosen, usage)
    if (width < 1) throw new ScriptError(`Usage: ${usage}. A field of text should have a positive length.`)
    return { name: text(name, usage, 'schema'), type: chosen, width }
  })
}

const decoder = new TextDecoder()

// A text ends before its first zero byte.
function textIn(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function columnFrom(bytes: Uint8Array, rows: number, size: number, offset: number, field: Field): Vector {
  const { type, width } = field
  const cell = (row: number) => bytes.subarray(row * size + offset, row * size + offset + width)
  if (isLiteral(type))
    return vectorOfRaws(
      type,
      Array.from({ length: rows }, (_, row) => textIn(cell(row))),
    )
  const own = new Uint8Array(rows * width)
  for (let row = 0; row < rows; row++) own.set(cell(row), row * width)
  return columnOf(type, own)
}

export const loadRecord = define({
  name: 'loadRecord',
  signature: usage,
  kind: 'table',
  doc: 'A table from a file of records of one size, little-endian: schema tells the name and type of each field, of texts also how many bytes they have, which zeros fill up.',
  examples: [
    [
      'file("records.bin", "w").writeRecord(table(1 2 as id, 0.5 1 as x)); loadRecord("records.bin", [("id", INT), ("x", DOUBLE)])',
      'id x\n-- ---\n1  0.5\n2  1',
    ],
  ],
  run: (context, filename, schema, skipBytes, count) => {
    const folder = context.service(files)
    const path = folder.resolve(text(filename, usage, 'filename'))
    const fields = fieldsOf(schema)
    const skip = integer(skipBytes, usage, 'skipBytes', 0)
    const bytes = folder.describe(path)?.bytes
    if (bytes === undefined) throw new ScriptError(`${path}: there is no such file or folder.`)
    const size = fields.reduce((sum, { width }) => sum + width, 0)
    const there = Math.floor(Math.max(0, bytes - skip) / size)
    const left = count === undefined || (count instanceof Scalar && count.isNull)
    const rows = left ? there : Math.min(there, integer(count, usage, 'count'))
    if (skip < 0 || rows < 0) throw new ScriptError(`Usage: ${usage}. skipBytes and count can't be negative.`)
    const read = folder.read(path, skip, rows * size)
    let offset = 0
    const columns = fields.map(field => {
      const column = columnFrom(read, rows, size, offset, field)
      offset += field.width
      return column
    })
    return new Table(
      fields.map(({ name }) => name),
      columns,
    )
  },
})

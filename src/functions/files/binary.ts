import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR, type DataType, isLiteral } from '../../values/data-type.ts'
import { int, long, Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { allocate, type FixedStorage } from '../../values/memory.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf, vectorOfData } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { type FileHandle, fileHandle } from './file-handle.ts'

// Numbers in files as bytes, little-endian unless the file was opened otherwise; texts as bytes that a zero ends.

/** Bytes of one element. @throws ScriptError for types whose elements have none of fixed size. */
export function widthOf(type: DataType, usage: string): number {
  if (type.width > 0 && ['i8', 'i16', 'i32', 'i64', 'f32', 'f64', 'i128', 'f64x2'].includes(type.storage)) {
    return type.width
  }
  throw new ScriptError(`${usage}: values of type ${type} have no fixed size.`)
}

// Typed arrays have the machine's order, which is little-endian on all that are supported.
function ordered(bytes: Uint8Array, width: number, littleEndian: boolean): Uint8Array {
  if (littleEndian || width === 1) return bytes
  const turned = bytes.slice()
  for (let at = 0; at < turned.length; at += width) turned.subarray(at, at + width).reverse()
  return turned
}

const bytesOf = ({ data }: FixedVector): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

/** `rows` elements of a type, from their bytes. */
export function columnOf(type: DataType, bytes: Uint8Array): FixedVector {
  const column = allocate(type.storage as FixedStorage, bytes.length / type.width)
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength).set(bytes)
  return vectorOfData(type, column)
}

function rangeOf(total: number, offset: Value | undefined, length: Value | undefined, usage: string) {
  const start = integer(offset, usage, 'offset', 0)
  const count = integer(length, usage, 'length', total - start)
  if (start < 0 || start > total) throw new ScriptError('The optional argument offset is invalid.')
  if (count < 0 || start + count > total) throw new ScriptError('The optional argument length is invalid.')
  return { start, count }
}

export const write = define({
  name: 'write',
  signature: 'write(handle, object, [offset=0], [length])',
  kind: 'system',
  doc: 'Writes a scalar, or elements of a vector, as bytes to a file; behind each text a zero. Gives how many.',
  examples: [
    ['file("x.bin", "w").write(10h)', '1'],
    ['file("x.bin", "w").write(1..5, 3); y = array(INT, 2); file("x.bin").read!(y, 0, 2); y', '[4,5]'],
  ],
  run: (_, handle, object, offset, length) => {
    const usage = 'write(handle, object, [offset=0], [length])'
    const file = fileHandle(handle, usage)
    const whole = object instanceof Scalar ? vectorOf([object]) : object
    if (whole instanceof Vector && isLiteral(whole.type)) {
      const { start, count } = rangeOf(whole.length, offset, length, usage)
      const texts = Array.from({ length: count }, (_, i) => (whole.get(start + i) as Scalar).raw as string)
      file.write(new TextEncoder().encode(texts.map(each => `${each}\0`).join('')))
      return long(BigInt(count))
    }
    if (!(whole instanceof FixedVector))
      throw wrongArgument(usage, 'object', 'a scalar or a vector of numbers or texts', object)
    widthOf(whole.type, usage)
    const { start, count } = rangeOf(whole.length, offset, length, usage)
    file.write(bytesOf(whole.slice(start, start + count)).slice())
    return long(BigInt(count))
  },
})

function readColumn(file: FileHandle, type: DataType, count: number, usage: string): FixedVector {
  const width = widthOf(type, usage)
  const bytes = file.read(count * width)
  const wholes = bytes.subarray(0, bytes.length - (bytes.length % width))
  return columnOf(type, ordered(wholes, width, file.littleEndian))
}

function readTexts(file: FileHandle, holder: Vector, start: number, count: number): number {
  for (let i = 0; i < count; i++) {
    const each = file.readText()
    if (each === undefined) return i
    holder.set(start + i, new Scalar(holder.type, each))
  }
  return count
}

export const readInto = define({
  name: 'read!',
  signature: 'read!(handle, holder, [offset=0], [length=1])',
  kind: 'system',
  doc: 'Reads elements of the type of the holder, a vector, from a file into it, from the element `offset` on. Gives how many there were.',
  examples: [
    ['file("x.bin", "w").write(1 2 3); y = array(INT, 3); file("x.bin").read!(y, 1, 2); y', '[0,1,2]'],
    ['file("x.bin", "w").write(10h); y = array(SHORT, 1); file("x.bin", "r", false).read!(y); y', '[2560]'],
    [
      'file("x.bin", "w").write(`abc`d); y = array(STRING, 2); file("x.bin").read!(y, 0, 2); y',
      '["abc","d"]',
    ],
  ],
  mutates: [1],
  run: (_, handle, holder, offset, length) => {
    const usage = 'read!(handle, holder, [offset=0], [length=1])'
    const file = fileHandle(handle, usage)
    const start = integer(offset, usage, 'offset', 0)
    const count = integer(length, usage, 'length', 1)
    const isText = holder instanceof Vector && isLiteral(holder.type)
    if (!isText && !(holder instanceof FixedVector))
      throw wrongArgument(usage, 'holder', 'a vector of numbers or texts', holder)
    if (start < 0 || count < 0 || start + count > holder.length) {
      throw new ScriptError(`${usage}: the holder has ${holder.length} elements, not ${start + count}.`)
    }
    if (isText) return int(readTexts(file, holder, start, count))
    const numbers = holder as FixedVector
    const read = readColumn(file, numbers.type, count, usage)
    for (let i = 0; i < read.length; i++) numbers.setRaw(start + i, read.raw(i))
    return int(read.length)
  },
})

export const readBytes = define({
  name: 'readBytes',
  signature: 'readBytes(fileHandle, sizeInByte)',
  kind: 'system',
  doc: 'As many bytes of a file as a vector of CHAR; an error when the file ends before.',
  examples: [['file("x.bin", "w").write(1h); file("x.bin").readBytes(2)', '[1,0]']],
  run: (_, handle, size) => {
    const usage = 'readBytes(fileHandle, sizeInByte)'
    const wanted = integer(size, usage, 'sizeInByte')
    if (wanted < 0) throw wrongArgument(usage, 'sizeInByte', 'a number of bytes', size)
    const bytes = fileHandle(handle, usage).read(wanted)
    if (bytes.length < wanted) {
      throw new ScriptError(`readBytes: the file ends ${wanted - bytes.length} bytes before.`)
    }
    return columnOf(CHAR, bytes)
  },
})

export const writeBytes = define({
  name: 'writeBytes',
  signature: 'writeBytes(handle, bytes)',
  kind: 'system',
  doc: 'Writes a CHAR, or a vector of them, to a file. Gives how many.',
  examples: [['file("x.txt", "w").writeBytes([\'a\',\'b\']); file("x.txt").readLine()', 'ab']],
  run: (_, handle, object) => {
    const usage = 'writeBytes(handle, bytes)'
    const whole = object instanceof Scalar ? vectorOf([object]) : object
    if (!(whole instanceof FixedVector) || whole.type !== CHAR) {
      throw wrongArgument(usage, 'bytes', 'a CHAR or a vector of them', object)
    }
    fileHandle(handle, usage).write(bytesOf(whole).slice())
    return int(whole.length)
  },
})

/** The columns of a table, or the vectors of a tuple, of one length. */
function recordColumns(value: Value | undefined, usage: string): FixedVector[] {
  const columns = value instanceof Table ? value.columns : value instanceof Tuple ? value.items : null
  const wrong = () => wrongArgument(usage, 'object', 'a table or tuple of vectors of numbers', value)
  if (!columns || columns.length === 0) throw wrong()
  return columns.map(column => {
    if (!(column instanceof FixedVector) || column.length !== (columns[0] as FixedVector).length)
      throw wrong()
    return column
  })
}

export const writeRecord = define({
  name: 'writeRecord',
  signature: 'writeRecord(handle, object, [offset=0], [length])',
  kind: 'system',
  doc: 'Writes rows of a table, or of a tuple of vectors, as bytes to a file, row after row. Gives how many.',
  examples: [['file("t.bin", "w").writeRecord(table(1 2 3 as id, 0.5 1 1.5 as x), 1)', '2']],
  run: (_, handle, object, offset, length) => {
    const usage = 'writeRecord(handle, object, [offset=0], [length])'
    const file = fileHandle(handle, usage)
    const columns = recordColumns(object, usage)
    const widths = columns.map(column => widthOf(column.type, usage))
    const { start, count } = rangeOf(columns[0]!.length, offset, length, usage)
    const size = widths.reduce((sum, width) => sum + width, 0)
    const bytes = new Uint8Array(count * size)
    let place = 0
    columns.forEach((column, i) => {
      const width = widths[i]!
      const own = bytesOf(column)
      for (let row = 0; row < count; row++) {
        bytes.set(own.subarray((start + row) * width, (start + row + 1) * width), row * size + place)
      }
      place += width
    })
    file.write(bytes)
    return int(count)
  },
})

export const readRecordInto = define({
  name: 'readRecord!',
  signature: 'readRecord!(handle, holder, [offset=0], [length])',
  kind: 'system',
  doc: 'Reads rows that are bytes in a file, of fields as wide as the types of the holder, into it: a table takes them behind its rows, a tuple of vectors from the element `offset` on. Gives how many there were.',
  examples: [
    [
      'file("t.bin", "w").writeRecord(table(1 2 as id, 0.5 1 as x)); t = table(10:0, `id`x, [INT, DOUBLE]); file("t.bin").readRecord!(t); t',
      'id x\n-- ---\n1  0.5\n2  1',
    ],
  ],
  mutates: [1],
  run: (_, handle, holder, offset, length) => {
    const usage = 'readRecord!(handle, holder, [offset=0], [length])'
    const file = fileHandle(handle, usage)
    const columns = recordColumns(holder, usage)
    const isTable = holder instanceof Table
    const start = integer(offset, usage, 'offset', isTable ? columns[0]!.length : 0)
    const most = integer(
      length,
      usage,
      'length',
      isTable ? Number.MAX_SAFE_INTEGER : columns[0]!.length - start,
    )
    const read = readRecords(file, columns, most, usage)
    const rows = read[0]!.length
    if (rows === 0 && most > 0) throw new ScriptError('Reach the end of a file or a buffer.')
    columns.forEach((column, i) => {
      if (isTable) column.append(read[i]!)
      else for (let row = 0; row < rows; row++) column.setRaw(start + row, read[i]!.raw(row))
    })
    return int(rows)
  },
})

const RECORDS_AT_ONCE = 4096

function readRecords(
  file: FileHandle,
  like: readonly FixedVector[],
  most: number,
  usage: string,
): FixedVector[] {
  const widths = like.map(column => widthOf(column.type, usage))
  const size = widths.reduce((sum, width) => sum + width, 0)
  const read = like.map(column => FixedVector.zeros(column.type, 0))
  for (let left = most; left > 0; ) {
    const wanted = Math.min(left, RECORDS_AT_ONCE)
    const bytes = file.read(wanted * size)
    const rows = Math.floor(bytes.length / size)
    let place = 0
    widths.forEach((width, i) => {
      const own = new Uint8Array(rows * width)
      for (let row = 0; row < rows; row++) {
        own.set(bytes.subarray(row * size + place, row * size + place + width), row * width)
      }
      read[i]!.append(columnOf(like[i]!.type, ordered(own, width, file.littleEndian)))
      place += width
    })
    left -= rows
    if (rows < wanted) break
  }
  return read
}

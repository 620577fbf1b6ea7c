import { ScriptError } from '../../runtime/script-error.ts'
import { CHAR, DOUBLE, isIntegral, isLiteral, LONG, STRING } from '../../values/data-type.ts'
import { NULL, Scalar, string } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { number, text, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'

// Values as bytes by a format, as Python's module struct knows it: `2i`, `<3s q`.

/** A run of `count` values of one kind; of `s` and `p` one text of so many bytes. */
interface Field {
  readonly letter: string
  readonly count: number
}

interface Layout {
  readonly littleEndian: boolean
  readonly fields: readonly Field[]
}

const widths: Readonly<Record<string, number>> = {
  c: 1,
  b: 1,
  B: 1,
  '?': 1,
  h: 2,
  H: 2,
  i: 4,
  I: 4,
  l: 8,
  L: 8,
  q: 8,
  Q: 8,
  n: 8,
  N: 8,
  P: 8,
  f: 4,
  d: 8,
}

function layoutOf(format: string): Layout {
  const match = /^\s*([<>=!@]?)((?:\s*\d*[xcbB?hHiIlLqQnNfdspP])*)\s*$/.exec(format)
  if (!match)
    throw new ScriptError(
      `"${format}" is no format: letters of "xcbB?hHiIlLqQnNfdspP" with counts before them.`,
    )
  const fields = [...match[2]!.matchAll(/(\d*)([a-zA-Z?])/g)].map(([, count, letter]) => ({
    letter: letter!,
    count: count === '' ? 1 : Number(count),
  }))
  if (sizeOf(fields) > MOST_BYTES) throw new ScriptError(`The format "${format}" asks for too many bytes.`)
  return { littleEndian: match[1] !== '>' && match[1] !== '!', fields }
}

const MOST_BYTES = 1 << 24

const sizeOf = (fields: readonly Field[]) =>
  fields.reduce((sum, { letter, count }) => sum + count * (widths[letter] ?? 1), 0)

const isText = ({ letter }: Field) => letter === 's' || letter === 'p'

/** How many values a format stands for. */
const valuesIn = (fields: readonly Field[]) =>
  fields.reduce((sum, field) => sum + (isText(field) ? 1 : field.count), 0)

function writeNumber(view: DataView, at: number, letter: string, little: boolean, value: Value): void {
  if (letter === 'f') return view.setFloat32(at, number(value, 'pack', 'args'), little)
  if (letter === 'd') return view.setFloat64(at, number(value, 'pack', 'args'), little)
  if (letter === 'x') return
  if (letter === 'c') {
    const one =
      value instanceof Scalar && value.type === CHAR
        ? String.fromCharCode(Number(value.raw) & 255)
        : text(value, 'pack', 'args')
    return view.setUint8(at, one.charCodeAt(0))
  }
  if (
    !(value instanceof Scalar) ||
    value.isNull ||
    !(isIntegral(value.type) || value.type.category === 'LOGICAL')
  ) {
    throw wrongArgument('pack(format, args, ...)', 'args', `an integer for the format ${letter}`, value)
  }
  const whole = BigInt(value.raw as number | bigint)
  const bytes = widths[letter]!
  const signed = 'bhilqn'.includes(letter)
  const bits = BigInt(8 * bytes)
  const [least, most] = signed ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n]
  if (whole < least || whole > most) {
    throw new ScriptError(`pack: ${whole} doesn't fit the format ${letter}, which takes ${least} to ${most}.`)
  }
  if (bytes === 8) view.setBigUint64(at, BigInt.asUintN(64, whole), little)
  else if (bytes === 4) view.setUint32(at, Number(BigInt.asUintN(32, whole)), little)
  else if (bytes === 2) view.setUint16(at, Number(BigInt.asUintN(16, whole)), little)
  else view.setUint8(at, Number(BigInt.asUintN(8, whole)))
}

function readNumber(view: DataView, at: number, letter: string, little: boolean): Scalar {
  const long = (value: number | bigint) => new Scalar(LONG, BigInt(value))
  switch (letter) {
    case 'x':
      return NULL
    case 'c':
      return new Scalar(CHAR, view.getInt8(at))
    case 'f':
      return new Scalar(DOUBLE, view.getFloat32(at, little))
    case 'd':
      return new Scalar(DOUBLE, view.getFloat64(at, little))
    case 'b':
      return long(view.getInt8(at))
    case 'B':
    case '?':
      return long(view.getUint8(at))
    case 'h':
      return long(view.getInt16(at, little))
    case 'H':
      return long(view.getUint16(at, little))
    case 'i':
      return long(view.getInt32(at, little))
    case 'I':
      return long(view.getUint32(at, little))
    default:
      return long(view.getBigInt64(at, little))
  }
}

// Each byte of a stream is a character of its text.
const textOfBytes = (bytes: Uint8Array) => Array.from(bytes, byte => String.fromCharCode(byte)).join('')
const bytesOfText = (whole: string) => Uint8Array.from(whole, character => character.charCodeAt(0) & 255)

export const pack = define({
  name: 'pack',
  signature: 'pack(format, args, ...)',
  kind: 'system',
  doc: 'Values as bytes, by a format of letters: b h i q integers of 1, 2, 4 and 8 bytes (capitals without a sign), f d floats, c a character, 5s a text of five bytes, x a byte of nothing, each perhaps with a count before it; < or > in front says in which order bytes go. The bytes are the characters of the text that it gives.',
  examples: [
    ['unpack("iii", pack("iii", 1, 2, 3))', '(1,2,3)'],
    ['strlen(pack("<3si", "abc", 7))', '7'],
  ],
  run: (_, format, ...args) => {
    const { fields, littleEndian } = layoutOf(text(format, 'pack(format, args, ...)', 'format'))
    const wanted = valuesIn(fields)
    if (wanted !== args.length)
      throw new ScriptError(`pack: the format takes ${wanted} values, but ${args.length} are given.`)
    const bytes = new Uint8Array(sizeOf(fields))
    const view = new DataView(bytes.buffer)
    let at = 0
    let next = 0
    for (const field of fields) {
      if (isText(field)) {
        bytes.set(bytesOfText(text(args[next++], 'pack', 'args')).subarray(0, field.count), at)
        at += field.count
        continue
      }
      for (let i = 0; i < field.count; i++) {
        writeNumber(view, at, field.letter, littleEndian, args[next++] ?? NULL)
        at += widths[field.letter] ?? 1
      }
    }
    return string(textOfBytes(bytes))
  },
})

export const unpack = define({
  name: 'unpack',
  signature: 'unpack(format, buf)',
  kind: 'system',
  doc: 'The values in bytes that pack made, as a tuple: whole numbers are LONG.',
  examples: [['unpack("3s i", pack("3s i", `123, 3))', '("123",3)']],
  run: (_, format, buffer) => {
    const usage = 'unpack(format, buf)'
    const { fields, littleEndian } = layoutOf(text(format, usage, 'format'))
    if (!(buffer instanceof Scalar) || !isLiteral(buffer.type))
      throw wrongArgument(usage, 'buf', 'a text of bytes', buffer)
    const bytes = bytesOfText(buffer.raw as string)
    const size = sizeOf(fields)
    if (bytes.length < size)
      throw new ScriptError(`unpack: the format takes ${size} bytes, but there are ${bytes.length}.`)
    const view = new DataView(bytes.buffer)
    const values: Value[] = []
    let at = 0
    for (const field of fields) {
      if (isText(field)) {
        values.push(new Scalar(STRING, textOfBytes(bytes.subarray(at, at + field.count)).replace(/\0+$/, '')))
        at += field.count
        continue
      }
      for (let i = 0; i < field.count; i++) {
        values.push(readNumber(view, at, field.letter, littleEndian))
        at += widths[field.letter] ?? 1
      }
    }
    return new Tuple(values)
  },
})

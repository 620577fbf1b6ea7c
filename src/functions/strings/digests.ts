import { createHmac, getHashes, hash } from 'node:crypto'
import { crc32 as crc32Of } from 'node:zlib'
import { ScriptError } from '../../runtime/script-error.ts'
import { BLOB, type DataType, INT, INT128, isIntegral, isLiteral, STRING } from '../../values/data-type.ts'
import { Matrix } from '../../values/forms/matrix.ts'
import { Pair } from '../../values/forms/pair.ts'
import { int, Scalar, string } from '../../values/forms/scalar.ts'
import type { Lanes, Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, text, truth, vector, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { applyBinary } from '../lift/binary-forms.ts'
import { BinaryOperation } from '../lift/binary-operation.ts'
import { elementPlan, type UnaryPlan, unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

// Checksums, digests, Base64 and hexadecimal digits.

const md5Of = (bytes: string | Uint8Array) => BigInt(`0x${hash('md5', bytes, 'hex')}`)

export const md5 = define({
  name: 'md5',
  signature: 'md5(X)',
  kind: 'elementwise',
  doc: 'The MD5 digest of each text, as INT128.',
  examples: [['md5(`e`f)', '[e1671797c52e15f763380b45e841ec32,8fa14cdd754f91cc6554c9e71929cce7]']],
  run: (_, x) => applyToTexts({ name: 'md5', result: INT128, of: whole => md5Of(whole) }, x!),
})

const checksum = new BinaryOperation('crc32', (x, y) =>
  isLiteral(x) && isIntegral(y)
    ? elementPlan(INT, (whole, start) => crc32Of(whole as string, Number(start) >>> 0) | 0)
    : null,
)

export const crc32 = define({
  name: 'crc32',
  signature: 'crc32(str, [cksum=0])',
  kind: 'elementwise',
  doc: 'The CRC-32 checksum of each text, as INT; cksum is the one to go on from.',
  examples: [['crc32(`aa`cc, 1)', '[512829590,-1029100744]']],
  run: (_, x, start) => {
    if (start !== undefined) return applyBinary(checksum, x!, start)
    return applyToTexts({ name: 'crc32', result: INT, of: whole => crc32Of(whole) | 0 }, x!)
  },
})

/** The bytes of all elements one after the other: what gmd5 digests. */
function bytesOf(value: Value): Uint8Array[] {
  if (value instanceof Matrix) return bytesOf(value.data)
  if (value instanceof Pair) return [...bytesOf(value.get(0)), ...bytesOf(value.get(1))]
  if (value instanceof ArrayVector) {
    return bytesOf(value.flat.view(value.offsets[0]!, value.offsets[value.length]!))
  }
  if (value instanceof Tuple) return value.items.flatMap(bytesOf)
  if (value instanceof FixedVector) {
    const { buffer, byteOffset, byteLength } = value.data
    return [new Uint8Array(buffer, byteOffset, byteLength).slice()]
  }
  const hasBytes = value instanceof Scalar && value.type.storage !== 'none' && value.type.storage !== 'any'
  if (hasBytes && !isLiteral(value.type)) {
    return bytesOf(FixedVector.of(value.type, [value.raw]))
  }
  if (value instanceof Scalar && isLiteral(value.type)) return [new TextEncoder().encode(value.raw as string)]
  if (value instanceof Vector && isLiteral(value.type)) {
    return Array.from({ length: value.length }, (_, i) => bytesOf(value.get(i))).flat()
  }
  throw wrongArgument('gmd5(X)', 'X', 'a scalar, vector, pair or matrix', value)
}

export const gmd5 = define({
  name: 'gmd5',
  signature: 'gmd5(X)',
  kind: 'aggregate',
  doc: 'The MD5 digest of all elements together, as INT128: of their bytes, one after the other.',
  examples: [
    ['gmd5([1, 2, 3]) == gmd5(([1, 2], 3))', 'true'],
    ['gmd5("ab") == md5("ab")', 'true'],
  ],
  run: (_, x) => new Scalar(INT128, md5Of(Buffer.concat(bytesOf(x!)))),
})

export const hmac = define({
  name: 'hmac',
  signature: "hmac(key, message, [digest='sha256'])",
  kind: 'system',
  doc: 'The keyed digest of a message in hexadecimal digits: by sha256, sha1, sha224, sha384, sha512 or md5.',
  examples: [['hmac("myKey", "myMessage", "sha1")', '5033197fa89dedf5088eed6100dfa5a0f67ef1ce']],
  run: (_, key, message, digest) => {
    const usage = "hmac(key, message, [digest='sha256'])"
    const algorithm = text(digest, usage, 'digest', 'sha256').replace(' ', '')
    if (!/^(sha(1|224|256|384|512)|md5)$/.test(algorithm) || !getHashes().includes(algorithm)) {
      throw new ScriptError(`hmac: ${algorithm} is no digest that is known here.`)
    }
    const keyed = createHmac(algorithm, text(key, usage, 'key'))
    return string(keyed.update(text(message, usage, 'message')).digest('hex'))
  },
})

export const base64Encode = define({
  name: 'base64Encode',
  signature: 'base64Encode(X)',
  kind: 'elementwise',
  doc: 'Each text in Base64.',
  examples: [['base64Encode(["hello", "", "world"])', '["aGVsbG8=",,"d29ybGQ="]']],
  run: (_, x) => {
    const of = (whole: string) => Buffer.from(whole).toString('base64')
    return applyToTexts({ name: 'base64Encode', result: STRING, of }, x!)
  },
})

export const base64Decode = define({
  name: 'base64Decode',
  signature: 'base64Decode(X)',
  kind: 'elementwise',
  doc: 'What texts in Base64 stand for, as BLOB.',
  examples: [['base64Decode("aGVsbG8=")', 'hello']],
  run: (_, x) => {
    const of = (whole: string) => Buffer.from(whole, 'base64').toString()
    return applyToTexts({ name: 'base64Decode', result: BLOB, of }, x!)
  },
})

function hexOf(raw: Raw, type: DataType, reverse: boolean): string {
  let digits: string
  if (type.storage === 'f64' || type.storage === 'f32') digits = bigEndian([raw as number], type.width)
  else if (type.storage === 'f64x2') digits = bigEndian([(raw as Lanes).x, (raw as Lanes).y], 8)
  else {
    const bits = 8 * type.width
    digits = BigInt.asUintN(bits, BigInt(raw as number | bigint))
      .toString(16)
      .padStart(2 * type.width, '0')
  }
  return reverse ? digits.match(/../g)!.reverse().join('') : digits
}

function bigEndian(numbers: readonly number[], width: number): string {
  const bytes = Buffer.alloc(width * numbers.length)
  numbers.forEach((number, i) => {
    if (width === 4) bytes.writeFloatBE(number, 4 * i)
    else bytes.writeDoubleBE(number, 8 * i)
  })
  return bytes.toString('hex')
}

const hexable = (type: DataType) =>
  type.category === 'INTEGRAL' ||
  type.category === 'FLOATING' ||
  type.category === 'BINARY' ||
  type.storage === 'f64x2'

export const hex = define({
  name: 'hex',
  signature: 'hex(X, [reverse=false])',
  kind: 'elementwise',
  doc: 'The bytes of each number in hexadecimal digits, the most significant first, or with reverse last.',
  examples: [
    ['hex(16 25)', '["00000010","00000019"]'],
    ['hex(16, true)', '10000000'],
    ['hex(3.1415926)', '400921fb4d12d84a'],
  ],
  run: (_, x, reverse) => {
    const backwards = truth(reverse, 'hex(X, [reverse=false])', 'reverse', false)
    const plan = (type: DataType): UnaryPlan | null =>
      hexable(type) ? unaryElementPlan(STRING, raw => hexOf(raw, type, backwards)) : null
    return applyUnary(new UnaryOperation('hex', plan), x!)
  },
})

export const rowGmd5 = define({
  name: 'rowGmd5',
  signature: 'rowGmd5(args, ...)',
  kind: 'elementwise',
  doc: 'gmd5 of each row of array vectors or columnar tuples, or of the rows of several of them together.',
  examples: [['rowGmd5(arrayVector(3 5, 1 2 3 4 5))[0] == gmd5(1 2 3)', 'true']],
  run: (_, ...args) => {
    const usage = 'rowGmd5(args, ...)'
    const columns = args.map(arg => vector(arg, usage, 'args'))
    const [first] = columns
    if (columns.some(column => column.length !== first!.length))
      throw new ScriptError('rowGmd5: the arguments have different sizes.')
    const digests = Array.from({ length: first!.length }, (_, row) =>
      md5Of(Buffer.concat(columns.flatMap(column => bytesOf(column.get(row))))),
    )
    return vectorOfRaws(INT128, digests)
  },
})

export const objectChecksum = define({
  name: 'objectChecksum',
  signature: 'objectChecksum(vector, [prev])',
  kind: 'aggregate',
  doc: 'The CRC-32 checksum of the elements of a vector one after the other, as INT. prev is the checksum of what stands before them, so that long data can be checked part by part.',
  examples: [
    ['objectChecksum(1..15)', '-1877567753'],
    ['objectChecksum(6..15, objectChecksum(1..5))', '-1877567753'],
  ],
  run: (_, x, previous) => {
    const usage = 'objectChecksum(vector, [prev])'
    const start = integer(previous, usage, 'prev', 0) >>> 0
    return int(bytesOf(vector(x, usage, 'vector')).reduce((sum, bytes) => crc32Of(bytes, sum), start) | 0)
  },
})

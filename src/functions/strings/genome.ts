import { ScriptError } from '../../runtime/script-error.ts'
import {
  CHAR,
  type DataType,
  INT,
  isIntegral,
  isLiteral,
  LONG,
  SHORT,
  STRING,
} from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { isNullRaw, nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { integer, wrongArgument } from '../argument.ts'
import { define } from '../define.ts'
import { rawReader } from '../lift/plans/elements.ts'
import { unaryElementPlan } from '../lift/plans/kernel-plan.ts'
import { applyToTexts } from '../lift/text-function.ts'
import { applyUnary, UnaryOperation } from '../lift/unary.ts'

// Sequences of DNA as integers: two bits a letter, in whole bytes, and above them how many letters there are.

const LETTERS = 'ATCG'
const LONGEST = 28

const payloadBits = (letters: number) => BigInt(8 * Math.ceil(letters / 4))

/** The code of a sequence, 0 of the empty one; null where it is too long or has other letters. */
function encoded(sequence: string): bigint | null {
  if (sequence.length > LONGEST) return null
  let code = 0n
  for (const letter of sequence) {
    const digit = LETTERS.indexOf(letter)
    if (digit < 0) return null
    code = (code << 2n) | BigInt(digit)
  }
  return sequence === '' ? 0n : (BigInt(sequence.length) << payloadBits(sequence.length)) | code
}

function decoded(code: bigint): string {
  for (let letters = 1; letters <= LONGEST; letters++) {
    if (code >> payloadBits(letters) !== BigInt(letters)) continue
    return Array.from({ length: letters }, (_, i) => {
      return LETTERS[Number((code >> BigInt(2 * (letters - 1 - i))) & 3n)]!
    }).join('')
  }
  return ''
}

/** One sequence: a text, or a vector of characters; null for anything else. */
function sequenceOf(value: Value | undefined): string | null {
  if (value instanceof Scalar && isLiteral(value.type)) return value.raw as string
  if (value instanceof Scalar && value.type === CHAR) return String.fromCharCode(Number(value.raw))
  if (!(value instanceof Vector) || value.type !== CHAR) return null
  const read = rawReader(value)
  return Array.from({ length: value.length }, (_, i) => String.fromCharCode(Number(read(i)))).join('')
}

export const encodeShortGenomeSeq = define({
  name: 'encodeShortGenomeSeq',
  aliases: ['encodeSGS'],
  signature: 'encodeShortGenomeSeq(X)',
  kind: 'elementwise',
  doc: 'Sequences of the letters A, T, C and G, up to 28, as LONG; null where there is anything else. A vector of CHAR is one sequence.',
  examples: [
    ['encodeShortGenomeSeq("TCGATCG" "TCGATCGCCC")', '[465691,168216298]'],
    ['encodeShortGenomeSeq("TCtG")', '00l'],
  ],
  run: (_, x) => {
    const of = (sequence: string): Raw => encoded(sequence) ?? nullOf(LONG)
    const single = sequenceOf(x)
    if (single !== null) return new Scalar(LONG, of(single))
    return applyToTexts({ name: 'encodeShortGenomeSeq', result: LONG, of }, x!)
  },
})

const decoding = new UnaryOperation('decodeShortGenomeSeq', type =>
  isIntegral(type)
    ? unaryElementPlan(STRING, raw => (isNullRaw(type, raw) ? '' : decoded(BigInt(raw as number | bigint))))
    : null,
)

export const decodeShortGenomeSeq = define({
  name: 'decodeShortGenomeSeq',
  aliases: ['decodeSGS'],
  signature: 'decodeShortGenomeSeq(X)',
  kind: 'elementwise',
  doc: 'The sequences that encodeShortGenomeSeq gave integers for; empty where there is none.',
  examples: [['decodeShortGenomeSeq(465691 168216298 NULL)', '["TCGATCG","TCGATCGCCC",]']],
  run: (_, x) => applyUnary(decoding, x!),
})

const typeOfWindow = (window: number): DataType => (window <= 4 ? SHORT : window <= 12 ? INT : LONG)

export const genShortGenomeSeq = define({
  name: 'genShortGenomeSeq',
  aliases: ['genSGS'],
  signature: 'genShortGenomeSeq(X, window)',
  kind: 'system',
  doc: 'The codes of the 2 to 28 letters from each place of a sequence on: SHORT, INT or LONG as they need. Null where other letters are among them, or too few follow.',
  examples: [['genShortGenomeSeq("NTCGGGGCAT", 3)', '[,795,815,831,831,830,824,801,,]']],
  run: (_, x, size) => {
    const usage = 'genShortGenomeSeq(X, window)'
    const sequence = sequenceOf(x)
    if (sequence === null) throw wrongArgument(usage, 'X', 'a string or a vector of characters', x)
    const window = integer(size, usage, 'window')
    if (window < 2 || window > LONGEST) {
      throw new ScriptError(`Usage: ${usage}. window should be 2 to 28, not ${window}.`)
    }
    const type = typeOfWindow(window)
    const codes = Array.from(sequence, (_, at): Raw => {
      const code = at + window <= sequence.length ? encoded(sequence.slice(at, at + window)) : null
      if (code === null) return nullOf(type)
      return type === LONG ? code : Number(code)
    })
    return vectorOfRaws(type, codes)
  },
})

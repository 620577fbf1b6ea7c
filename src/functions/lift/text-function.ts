import { rowsOf, type Strings } from '../../kernels/column.ts'
import { dictionaryOf } from '../../kernels/strings/text.ts'
import { CHAR, type DataType, isLiteral, SYMBOL } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import type { Value } from '../../values/value.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import type { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'
import { allocateResult, type UnaryPlan } from './plans/kernel-plan.ts'
import { applyUnary, UnaryOperation } from './unary.ts'

/** A function of one text. */
export interface TextFunction {
  readonly name: string
  /** The type of its results; `same`: that of the argument. */
  readonly result: DataType | 'same'
  /** Null is the empty text, here and in the result. */
  readonly of: (text: string) => Raw
  /** All strings of a column at once, by their bytes; null where it can't be done so. */
  readonly ofBytes?: (strings: Strings) => Vector | null
  /** Whether it is also of characters, alone or in columns; the columns of tables left out otherwise. */
  readonly ofChars?: boolean
}

/**
 * A function of texts by forms. Of a column it is applied to bytes, if it can be, otherwise to each distinct text once
 * if texts repeat.
 */
export function applyToTexts(f: TextFunction, x: Value): Value {
  // A single character counts as a text everywhere, a column of them only where that is said.
  if (x instanceof Scalar && x.type === CHAR) return charPlan(f).scalar(x)
  return applyUnary(new UnaryOperation(f.name, type => planFor(f, type)), x)
}

function planFor(f: TextFunction, type: DataType): UnaryPlan | null {
  if (type === CHAR && f.ofChars) return charPlan(f)
  if (!isLiteral(type)) return null
  const result = f.result === 'same' ? type : f.result
  return {
    scalar: x => new Scalar(result, f.of(x.raw as string)),
    column: x =>
      x instanceof SymbolVector ? ofSymbols(f, x, result) : ofStrings(f, x as StringVector, result),
  }
}

function charPlan(f: TextFunction): UnaryPlan {
  const result = f.result === 'same' ? CHAR : f.result
  const apply = (raw: Raw) => {
    const value = f.of(raw === nullOf(CHAR) ? '' : String.fromCharCode((raw as number) & 255))
    if (f.result !== 'same') return value
    return value === '' ? nullOf(CHAR) : ((value as string).charCodeAt(0) << 24) >> 24
  }
  return {
    scalar: x => new Scalar(result, apply(x.raw)),
    column: x => vectorOfRaws(result, Array.from((x as FixedVector).data as Int8Array, apply)),
  }
}

// Each string of the base once, when it first occurs.
function ofSymbols(f: TextFunction, x: SymbolVector, result: DataType): Vector {
  const { codes, base } = x
  const known: (Raw | undefined)[] = []
  const raws = new Array<Raw>(codes.length)
  for (let i = 0; i < raws.length; i++) {
    const code = codes[i]!
    raws[i] = known[code] ??= f.of(base.strings[code]!)
  }
  return vectorOfRaws(result, raws)
}

// Below this, bytes and dictionaries cost more than they save.
const FEW = 64

function ofStrings(f: TextFunction, x: StringVector, result: DataType): Vector {
  if (x.length >= FEW && result !== SYMBOL && x.encoded) {
    const strings = stringsOf(x)
    const made = f.ofBytes?.(strings)
    if (made) return made
    if (repeats(strings)) return ofDistinct(f, strings, result)
  }
  return ofTexts(f, x.texts(), result)
}

/** The column's bytes, as kernels take them. */
export const stringsOf = (x: StringVector): Strings => ({ storage: 'string', ...x.utf8() })

/** A column over bytes that a kernel made. */
export const vectorOfStrings = (strings: Strings, type: DataType): StringVector =>
  StringVector.ofUtf8(strings, type)

const SAMPLE = 4096

/** Whether texts repeat so often that each distinct one is worth looking for: judged by rows from all over. */
function repeats({ bytes, offsets }: Strings): boolean {
  const n = offsets.length - 1
  const step = Math.max(1, Math.floor(n / SAMPLE))
  const seen = new Set<string>()
  let looked = 0
  for (let i = 0; i < n; i += step, looked++) {
    seen.add(String.fromCharCode(...bytes.subarray(offsets[i]!, Math.min(offsets[i + 1]!, offsets[i]! + 64))))
  }
  return 2 * seen.size <= looked
}

function ofDistinct(f: TextFunction, strings: Strings, result: DataType): Vector {
  const { codes, distinct } = dictionaryOf(strings)
  const texts = StringVector.ofUtf8(distinct).texts()
  const results = vectorOfRaws(
    result,
    texts.map(text => f.of(text)),
  )
  return results.gather(codes)
}

// Texts that repeat are mostly the same objects, whose hashes are known: finding a result is cheaper than making one.
function ofTexts(f: TextFunction, texts: readonly string[], result: DataType): Vector {
  const raws = new Array<Raw>(texts.length)
  let known: Map<string, Raw> | null = texts.length > FEW ? new Map() : null
  for (let i = 0; i < raws.length; i++) {
    const text = texts[i]!
    let raw = known?.get(text)
    if (raw === undefined) {
      raw = f.of(text)
      known?.set(text, raw)
    }
    raws[i] = raw
    if (i === SAMPLE && known !== null && 2 * known.size > SAMPLE) known = null
  }
  return vectorOfRaws(result, raws)
}

/** A numeric column of what a kernel finds out about each string. */
export function measured(
  type: DataType,
  strings: Strings,
  measure: (strings: Strings, out: Int8Array & Int32Array) => void,
): FixedVector {
  const out = allocateResult(type, rowsOf(strings))
  measure(strings, out.data as Int8Array & Int32Array)
  return out
}

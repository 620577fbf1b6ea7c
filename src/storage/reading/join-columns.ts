import { allocate, allocateBytes, type FixedStorage } from '../../values/memory.ts'
import { ArrayVector } from '../../values/vectors/array-vector.ts'
import { FixedVector } from '../../values/vectors/fixed-vector.ts'
import { StringVector } from '../../values/vectors/string-vector.ts'
import { SymbolVector } from '../../values/vectors/symbol-vector.ts'
import { UnionVector } from '../../values/vectors/union-vector.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** Columns of one type, one after the other; SYMBOLs come out in the base of the first. */
export function joinColumns(parts: readonly Vector[]): Vector {
  const first = parts[0]!
  if (parts.length === 1) return first
  const rows = parts.reduce((sum, part) => sum + part.length, 0)
  const nulls = parts.some(part => part.mayHoldNulls)
  if (first instanceof FixedVector) {
    const data = allocate(first.type.storage as FixedStorage, rows)
    fill(
      data,
      (parts as FixedVector[]).map(part => part.data),
    )
    return new FixedVector(first.type, data, nulls)
  }
  if (first instanceof SymbolVector) {
    const codes = allocate('symbol', rows)
    fill(
      codes,
      (parts as SymbolVector[]).map(part => part.recode(first.base).codes),
    )
    return new SymbolVector(codes, first.base, nulls)
  }
  if (first instanceof UnionVector) {
    const joined = UnionVector.empty()
    for (const part of parts) joined.append(part)
    return joined
  }
  if (first instanceof StringVector) return joinTexts(parts as readonly StringVector[], rows)
  return joinArrays(parts as readonly ArrayVector[], rows)
}

interface Settable {
  set(source: never, at: number): void
}

function fill(target: Settable, parts: readonly { readonly length: number }[]): void {
  let at = 0
  for (const part of parts) {
    target.set(part as never, at)
    at += part.length
  }
}

function joinTexts(parts: readonly StringVector[], rows: number): StringVector {
  const each = parts.map(part => part.utf8())
  const texts = each.map(({ bytes, offsets }) => bytes.subarray(offsets[0], offsets[offsets.length - 1]))
  const bytes = allocateBytes(texts.reduce((sum, part) => sum + part.length, 0))
  fill(bytes, texts)
  return StringVector.ofUtf8(
    {
      bytes,
      offsets: joinOffsets(
        each.map(part => part.offsets),
        rows,
      ),
    },
    parts[0]!.type,
  )
}

function joinArrays(parts: readonly ArrayVector[], rows: number): ArrayVector {
  const flats = parts.map(({ offsets, flat }) => flat.view(offsets[0]!, offsets[offsets.length - 1]!))
  return new ArrayVector(
    joinOffsets(
      parts.map(part => part.offsets),
      rows,
    ),
    joinColumns(flats),
  )
}

function joinOffsets(parts: readonly Int32Array[], rows: number): Int32Array {
  const out = allocate('i32', rows + 1)
  let at = 0
  let base = 0
  for (const part of parts) {
    const shift = base - part[0]!
    for (let i = 0; i < part.length; i++) out[at + i] = part[i]! + shift
    at += part.length - 1
    base = out[at]!
  }
  return out
}

import { type DataType, typeOfCode } from '../data-type.ts'
import {
  allocate,
  allocateBytes,
  type FixedStorage,
  lanesOf,
  reallocate,
  type TypedArray,
} from '../memory.ts'
import { retain } from '../ownership.ts'
import { fromTransferable, type Transferable, toTransferable } from '../transfer.ts'
import { ArrayVector } from './array-vector.ts'
import { FixedVector } from './fixed-vector.ts'
import { StringVector } from './string-vector.ts'
import { SymbolBase, SymbolVector } from './symbol-vector.ts'
import type { Vector } from './vector.ts'

type Type = readonly [code: number, scale: number]

/**
 * A column of a table that sessions in several threads share, as postMessage takes it: memory, how much of it is used,
 * and room behind that. Every version of a column is a record of its own over the same memory. Whoever holds the
 * table's lock may write the room behind the newest version; what older versions see never changes.
 */
export type SharedColumn =
  | {
      readonly is: 'fixed'
      readonly type: Type
      readonly data: TypedArray
      readonly length: number
      readonly nulls: boolean
    }
  | SharedTexts
  | {
      readonly is: 'symbols'
      readonly codes: Int32Array
      readonly length: number
      readonly nulls: boolean
      /** Distinct strings without the empty one; `id` names the base in all threads. */
      readonly base: SharedTexts
      readonly id: string
    }
  | {
      readonly is: 'rows'
      readonly offsets: Int32Array
      readonly length: number
      readonly flat: SharedColumn
    }
  | { readonly is: 'whole'; readonly value: Transferable }

interface SharedTexts {
  readonly is: 'texts'
  readonly type: Type
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
  readonly length: number
}

const tag = (type: DataType): Type => [type.code, type.scale]
const untag = ([code, scale]: Type): DataType => typeOfCode(code, scale)!

// Which record a vector of this thread shows.
const records = new WeakMap<Vector, SharedColumn>()

/** What other threads need to see the column. It must not change in place any more: it is retained. */
export function sharedColumn(column: Vector): SharedColumn {
  const known = records.get(retain(column))
  if (known) return known
  const made = recordOf(column)
  records.set(column, made)
  return made
}

function recordOf(column: Vector): SharedColumn {
  if (column instanceof FixedVector) {
    const { data, length, type, mayHoldNulls } = column
    return { is: 'fixed', type: tag(type), data, length, nulls: mayHoldNulls }
  }
  if (column instanceof StringVector) return textsOf(column)
  if (column instanceof SymbolVector) return symbolsOf(column)
  if (column instanceof ArrayVector) {
    // Of a view the flat elements needn't end where its rows do.
    const { offsets, flat } = column.offsets[column.length] === column.flat.length ? column : column.clone()
    return { is: 'rows', offsets, length: column.length, flat: sharedColumn(flat) }
  }
  return { is: 'whole', value: toTransferable(column) }
}

function textsOf(column: StringVector): SharedTexts {
  const { bytes, offsets } = column.utf8()
  // Offsets of a slice may begin anywhere.
  if (offsets[0] === 0) return { is: 'texts', type: tag(column.type), bytes, offsets, length: column.length }
  return textsOf(StringVector.of([...column.texts()], column.type))
}

let lastBase = 0
let thread = 'main'

/** Names this thread in what it makes, so that no two threads give the same name. To be called once, by whoever starts it. */
export function nameThread(name: string): void {
  thread = name
}

function symbolsOf(column: SymbolVector): SharedColumn {
  const { codes, base, mayHoldNulls, length } = column
  const strings = base.strings.slice(1)
  const id = `${thread}:${++lastBase}`
  bases.set(id, { strings, codes: null })
  const texts = textsOf(StringVector.of([...strings]))
  return { is: 'symbols', codes, length, nulls: mayHoldNulls, base: texts, id }
}

// Strings of bases as this thread knows them, in order of their codes. Never handed out: a vector's base may grow.
interface KnownBase {
  readonly strings: string[]
  codes: Map<string, number> | null
}

const bases = new Map<string, KnownBase>()
const MOST_BASES = 4096

/** To be called when what this thread has put behind shared columns is given up: others may put other strings there. */
export function forgetSymbols(): void {
  bases.clear()
}

function knownBase(id: string, texts: SharedTexts): KnownBase {
  let known = bases.get(id)
  if (!known) {
    if (bases.size >= MOST_BASES) bases.clear()
    known = { strings: [], codes: null }
    bases.set(id, known)
  }
  if (known.strings.length < texts.length) {
    const { bytes, offsets } = texts
    const added = offsets.subarray(known.strings.length, texts.length + 1)
    for (const text of StringVector.ofUtf8({ bytes, offsets: added }).texts()) {
      known.codes?.set(text, known.strings.length + 1)
      known.strings.push(text)
    }
  }
  return known
}

/** The column that a record shows. It is retained: nobody changes it in place. */
export function columnOfShared(record: SharedColumn): Vector {
  const column = retain(vectorOver(record))
  records.set(column, record)
  return column
}

function vectorOver(record: SharedColumn): Vector {
  switch (record.is) {
    case 'fixed': {
      const type = untag(record.type)
      return new FixedVector(
        type,
        record.data.subarray(0, record.length * lanesOf(type.storage)),
        record.nulls,
      )
    }
    case 'texts':
      return StringVector.ofUtf8(
        { bytes: record.bytes, offsets: record.offsets.subarray(0, record.length + 1) },
        untag(record.type),
      )
    case 'symbols': {
      const { strings } = knownBase(record.id, record.base)
      const base = SymbolBase.of(['', ...strings.slice(0, record.base.length)])
      return new SymbolVector(record.codes.subarray(0, record.length), base, record.nulls)
    }
    case 'rows':
      return new ArrayVector(record.offsets.subarray(0, record.length + 1), columnOfShared(record.flat))
    case 'whole':
      return fromTransferable(record.value) as Vector
  }
}

/** Rows from `start` to before `end` of the column that a record shows, at no cost for the others. Held as columnOfShared. */
export function rowsOfShared(record: SharedColumn, start: number, end: number): Vector {
  switch (record.is) {
    case 'symbols':
      return retain(symbolsOfRows(record, start, end))
    case 'rows': {
      const offsets = record.offsets.subarray(start, end + 1)
      return retain(new ArrayVector(offsets, columnOfShared(record.flat)))
    }
    case 'texts': {
      const offsets = record.offsets.subarray(start, end + 1)
      return retain(StringVector.ofUtf8({ bytes: record.bytes, offsets }, untag(record.type)))
    }
    case 'fixed': {
      const type = untag(record.type)
      const lanes = lanesOf(type.storage)
      return retain(new FixedVector(type, record.data.subarray(start * lanes, end * lanes), record.nulls))
    }
    case 'whole': {
      const { value } = record
      const rows = value.is === 'tuple' ? { ...value, items: value.items.slice(start, end) } : value
      const column = fromTransferable(rows) as Vector
      return retain(value.is === 'tuple' ? column : column.view(start, end))
    }
  }
}

// With a base of just the strings that are there.
function symbolsOfRows(
  { codes, nulls, base }: Extract<SharedColumn, { is: 'symbols' }>,
  start: number,
  end: number,
): SymbolVector {
  const own = new SymbolBase()
  const known = new Map<number, number>([[0, 0]])
  const out = allocate('symbol', end - start)
  for (let i = start; i < end; i++) {
    const code = codes[i]!
    let short = known.get(code)
    if (short === undefined) {
      const offsets = base.offsets.subarray(code - 1, code + 1)
      short = own.encode(StringVector.ofUtf8({ bytes: base.bytes, offsets }).texts()[0]!)
      known.set(code, short)
    }
    out[i - start] = short
  }
  return new SymbolVector(out, own, nulls)
}

/**
 * `column`, the newest version of a shared one, with the elements of `more`, of its type, behind its own: a vector of
 * its own over the same memory where there is room. Only for whoever holds the table's lock.
 */
export function extendedShared(column: Vector, more: Vector): Vector {
  const record = sharedColumn(column)
  if (record.is !== 'whole') return columnOfShared(extended(record, more))
  const copy = column.clone()
  copy.append(more)
  return copy
}

// Room for half as much again, so that many small appends copy little.
const withRoom = (needed: number) => Math.ceil(needed * 1.5) + 16

function extended(record: Exclude<SharedColumn, { is: 'whole' }>, more: Vector): SharedColumn {
  switch (record.is) {
    case 'fixed': {
      const type = untag(record.type)
      const lanes = lanesOf(type.storage)
      const length = record.length + more.length
      const used = record.length * lanes
      const data =
        length * lanes <= record.data.length
          ? record.data
          : reallocate(record.data.subarray(0, used), type.storage as FixedStorage, withRoom(length) * lanes)
      data.set((more as FixedVector).data as never, used)
      return { ...record, data, length, nulls: record.nulls || more.mayHoldNulls }
    }
    case 'texts':
      return extendedTexts(record, more as StringVector)
    case 'symbols':
      return extendedSymbols(record, more as SymbolVector)
    case 'rows': {
      const added = more as ArrayVector
      const length = record.length + added.length
      const offsets = grown(record.offsets, record.length + 1, length + 1)
      const shift = offsets[record.length]! - added.offsets[0]!
      for (let i = 1; i <= added.length; i++) offsets[record.length + i] = added.offsets[i]! + shift
      const flat = added.flat.view(added.offsets[0]!, added.offsets[added.length]!)
      return {
        is: 'rows',
        offsets,
        length,
        flat: sharedColumn(extendedShared(columnOfShared(record.flat), flat)),
      }
    }
  }
}

function grown(array: Int32Array, used: number, needed: number): Int32Array {
  if (needed <= array.length) return array
  const larger = allocate('i32', withRoom(needed))
  larger.set(array.subarray(0, used))
  return larger
}

function extendedTexts(record: SharedTexts, more: StringVector): SharedTexts {
  const added = more.utf8()
  const start = record.offsets[record.length]!
  const first = added.offsets[0]!
  const size = added.offsets[more.length]! - first
  const length = record.length + more.length
  let { bytes } = record
  if (start + size > bytes.length) {
    bytes = allocateBytes(withRoom(start + size))
    bytes.set(record.bytes.subarray(0, start))
  }
  bytes.set(added.bytes.subarray(first, first + size), start)
  const offsets = grown(record.offsets, record.length + 1, length + 1)
  for (let i = 1; i <= more.length; i++) offsets[record.length + i] = start + added.offsets[i]! - first
  return { ...record, bytes, offsets, length }
}

function extendedSymbols(record: Extract<SharedColumn, { is: 'symbols' }>, more: SymbolVector): SharedColumn {
  const known = knownBase(record.id, record.base)
  known.codes ??= new Map(known.strings.map((text, i) => [text, i + 1]))
  const { codes: codeOfText, strings } = known
  const fresh: string[] = []
  const codeOf = (text: string): number => {
    if (text === '') return 0
    let code = codeOfText.get(text)
    if (code === undefined) {
      fresh.push(text)
      strings.push(text)
      code = strings.length
      codeOfText.set(text, code)
    }
    return code
  }
  const length = record.length + more.length
  const codes = grown(record.codes, record.length, length)
  for (let i = 0; i < more.length; i++) codes[record.length + i] = codeOf(more.text(i))
  const base = fresh.length === 0 ? record.base : extendedTexts(record.base, StringVector.of(fresh))
  return { ...record, codes, length, nulls: record.nulls || more.mayHoldNulls, base }
}

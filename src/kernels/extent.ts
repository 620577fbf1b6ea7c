import { nullF32, nullF64, nullI8, nullI16, nullI32 } from './null.ts'
import type { Data, Storage } from './storage.ts'

/** What a stretch of a column holds. The bounds leave nulls (and NaN) out; null where nothing is left. */
export interface Extent {
  readonly nulls: number
  readonly least: number | bigint | null
  readonly most: number | bigint | null
}

// Whether value i is null, as source text, in terms of `data`.
const nullTests: Readonly<Record<Storage, string>> = {
  i8: `data[i] === ${nullI8}`,
  i16: `data[i] === ${nullI16}`,
  i32: `data[i] === ${nullI32}`,
  i64: 'data[i] === -9223372036854775808n',
  f32: `data[i] === ${nullF32}`,
  f64: `data[i] === ${nullF64}`,
  sym: 'data[i] === 0',
  i128: 'data[2 * i + 1] === -9223372036854775808n && data[2 * i] === 0n',
  u128: 'data[2 * i + 1] === 0n && data[2 * i] === 0n',
  f64x2: `data[2 * i] === ${nullF64}`,
}

type Measure = (data: Data, start: number, end: number) => Extent
type Pack = (data: Data, start: number, end: number, out: Uint8Array) => void

// One function object per storage, so that each loop sees one kind of array.
const measures: Partial<Record<Storage, Measure>> = {}
const packs: Partial<Record<Storage, Pack>> = {}

// Beyond every value: as whole numbers where the values are, which keeps the loop in whole numbers.
const beyond: Readonly<Partial<Record<Storage, readonly [high: string, low: string]>>> = {
  i8: ['127', '-128'],
  i16: ['32767', '-32768'],
  i32: ['2147483647', '-2147483648'],
  sym: ['2147483647', '-2147483648'],
  f32: ['Infinity', '-Infinity'],
  f64: ['Infinity', '-Infinity'],
}

// The null of each, which is where the least value says that there may be nulls.
const leastValue: Readonly<Partial<Record<Storage, number>>> = {
  i8: nullI8,
  i16: nullI16,
  i32: nullI32,
  sym: 0,
  f32: nullF32,
  f64: nullF64,
}

function makeMeasure(storage: Storage): Measure {
  if (storage === 'i64') return measureLongs as Measure
  const ends = beyond[storage]
  // Nulls are the least of all values: as long as none is met, nothing needs to be asked of each.
  const body = ends
    ? `let least = ${ends[0]}, most = ${ends[1]}
       for (let i = start; i < end; i++) {
         const value = data[i]
         if (value < least) least = value
         if (value > most) most = value
       }
       if (least > ${leastValue[storage]}) return { nulls, least: least <= most ? least : null, most: least <= most ? most : null }
       least = ${ends[0]}
       most = ${ends[1]}
       for (let i = start; i < end; i++) {
         const value = data[i]
         if (${nullTests[storage]}) nulls++
         else {
           if (value < least) least = value
           if (value > most) most = value
         }
       }
       const some = least <= most && nulls < end - start
       return { nulls, least: some ? least : null, most: some ? most : null }`
    : `for (let i = start; i < end; i++) if (${nullTests[storage]}) nulls++
       return { nulls, least: null, most: null }`
  return new Function('data', 'start', 'end', `let nulls = 0\n${body}`) as Measure
}

// By halves: comparing BigInts costs ten times as much.
function measureLongs(data: BigInt64Array, start: number, end: number): Extent {
  const words = new Int32Array(data.buffer, data.byteOffset, data.length * 2)
  let nulls = 0
  let leastHigh = 2147483647
  let leastLow = 4294967295
  let mostHigh = -2147483648
  let mostLow = 0
  for (let i = start; i < end; i++) {
    const high = words[2 * i + 1]!
    const low = words[2 * i]! >>> 0
    if (high === nullI32 && low === 0) {
      nulls++
      continue
    }
    if (high < leastHigh || (high === leastHigh && low < leastLow)) {
      leastHigh = high
      leastLow = low
    }
    if (high > mostHigh || (high === mostHigh && low > mostLow)) {
      mostHigh = high
      mostLow = low
    }
  }
  if (nulls === end - start) return { nulls, least: null, most: null }
  return { nulls, least: whole(leastHigh, leastLow), most: whole(mostHigh, mostLow) }
}

const whole = (high: number, low: number) => (BigInt(high) << 32n) | BigInt(low)

function makePack(storage: Storage): Pack {
  return new Function(
    'data',
    'start',
    'end',
    'out',
    `for (let i = start, bit = 0; i < end; i++, bit++) {
       if (!(${nullTests[storage]})) out[bit >> 3] |= 1 << (bit & 7)
     }`,
  ) as Pack
}

/** Nulls and bounds of the values from `start` up to `end`. Values of two lanes have no bounds. */
export function extent(storage: Storage, data: Data, start: number, end: number): Extent {
  return (measures[storage] ??= makeMeasure(storage))(data, start, end)
}

/** Sets the bit of every value from `start` up to `end` that is not null; bit 0 of `out`, which is zeroed, is `start`'s. */
export function packValidity(
  storage: Storage,
  data: Data,
  start: number,
  end: number,
  out: Uint8Array,
): void {
  ;(packs[storage] ??= makePack(storage))(data, start, end, out)
}

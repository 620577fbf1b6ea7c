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

function makeMeasure(storage: Storage): Measure {
  const ordered = !['i128', 'u128', 'f64x2'].includes(storage)
  const [high, low] = storage === 'i64' ? ['(2n ** 63n - 1n)', '-(2n ** 63n)'] : ['Infinity', '-Infinity']
  const body = ordered
    ? `let least = ${high}, most = ${low}
       for (let i = start; i < end; i++) {
         const value = data[i]
         if (${nullTests[storage]}) nulls++
         else { if (value < least) least = value; if (value > most) most = value }
       }
       const some = least <= most
       return { nulls, least: some ? least : null, most: some ? most : null }`
    : `for (let i = start; i < end; i++) if (${nullTests[storage]}) nulls++
       return { nulls, least: null, most: null }`
  return new Function('data', 'start', 'end', `let nulls = 0\n${body}`) as Measure
}

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

import { borrow, borrowZeros, giveBack } from '../borrowed.ts'
import { integerBounds } from '../bounds.ts'
import type { Column } from '../column.ts'
import { compileOnce, nullLiteral } from '../loop-source.ts'
import { nullI64, nullOf } from '../null.ts'
import { type Data, type ScalarStorage, scratch } from '../storage.ts'
import type { Coding } from './coding.ts'
import { keepFirst } from './hash-codes.ts'

/**
 * Rows' keys before they are numbered: an integer column whose values, less `low`, lie between 0 and range − 1. With
 * nulls these are 0 and the others begin at 1.
 */
export interface Keys {
  readonly storage: ScalarStorage
  readonly data: Data
  readonly nulls: boolean
  readonly low: number
  readonly range: number
  /** The range is taken from some rows: loops must look whether the others keep to it. */
  readonly guessed: boolean
  /** The keys are numbered already, and this is all about them. */
  readonly coding?: Coding
  /** The data are on loan, for this only. */
  readonly borrowed?: boolean
}

/** Numbered rows as keys. */
export function codedKeys(coding: Coding): Keys {
  return {
    storage: 'i32',
    data: coding.codes,
    nulls: false,
    low: 0,
    range: coding.groups,
    guessed: false,
    coding,
  }
}

/** A table of all possible keys beats hashing as long as it is not much larger than the rows. */
export const isSmallRange = (range: number, rows: number) => range <= Math.max(1 << 16, 2 * rows)

// As many rows are looked at to guess the range of all.
const LOOKED_AT = 1024

/**
 * An integer column as keys, or null if its values lie too far apart (LONGs: to be looked up in a table; others: to be
 * told apart by 31 bits). `guess`: from a few of the rows if they are many.
 */
export function integerKeys(column: Column, guess: boolean): Keys | null {
  const { storage, data, nulls } = column
  const rows = data.length
  const narrow = storage === 'i8' || storage === 'i16'
  const guessed = guess && !narrow && rows > 16 * LOOKED_AT
  const bounds = guessed ? guessBounds(column) : integerBounds(column)
  const range = Number(bounds.high - bounds.low) + (nulls ? 2 : 1)
  if (storage === 'i64') {
    if (!isSmallRange(range, rows)) return null
    // Within such a range the low words of LONGs are enough, once it is sure.
    if (guessed) return integerKeys(column, false)
    return { storage, data, nulls, low: Number(BigInt.asIntN(32, bounds.low)), range, guessed }
  }
  return range > 2 ** 31 ? null : { storage, data, nulls, low: Number(bounds.low), range, guessed }
}

// From rows all over the column, and a little beyond what they hold.
function guessBounds({ storage, data, nulls }: Column): { low: bigint; high: bigint } {
  const missing = nullOf[storage]
  let [low, high] = [2n ** 63n, nullI64]
  for (let k = 0; k < LOOKED_AT; k++) {
    const value = data[Math.floor((k * (data.length - 1)) / (LOOKED_AT - 1))]!
    if (nulls && value === missing) continue
    const exact = BigInt(value)
    if (exact < low) low = exact
    if (exact > high) high = exact
  }
  if (low > high) return { low: 0n, high: 0n }
  const beyond = (high - low) >> 6n
  const least = storage === 'i64' ? low : -(2n ** 31n) + 1n
  return { low: low - beyond < least ? low : low - beyond, high: high + beyond }
}

type Loop = (...parameters: readonly (Data | number)[]) => number

/**
 * Numbers rows by several keys, through a table of all keys that are possible (the product of the ranges). Null if a
 * guessed range doesn't hold.
 */
export function codesOfKeys(keys: readonly Keys[]): Coding | null {
  const n = keys[0]!.data.length
  const range = keys.reduce((product, key) => product * key.range, 1)
  const kernel = compileOnce<Loop>(
    `direct:${keys.map(describe)}`,
    `${parameters(keys)}, table, codes, firstRows`,
    () => `let groups = 0
      const n = codes.length
      ${keys.map((key, k) => setup(key, k)).join('\n')}
      for (let i = 0; i < n; i++) {
        ${keys.map((key, k) => rowKey(key, k)).join('\n')}
        const key = ${together(keys)}
        let code = table[key]
        if (code === 0) {
          firstRows[groups] = i
          code = ++groups
          table[key] = code
        }
        codes[i] = code - 1
      }
      return groups`,
    kernel => {
      const tiny = keys.map(key => tinyKeys(key))
      kernel(...args(tiny), scratch('i32', 4 ** keys.length), scratch('i32', 5), scratch('i32', 5))
    },
  )
  const codes = borrow('i32', n)
  const firstRows = borrow('i32', Math.min(n, range))
  const table = borrowZeros('i32', range)
  const groups = kernel(...args(keys), table, codes, firstRows)
  giveBack(table)
  if (groups < 0) {
    giveBack(codes, firstRows)
    return null
  }
  return { codes, groups, firstRows: keepFirst(firstRows, groups) }
}

/** One key of several, the product of whose ranges is at most 2³¹, on loan. Null if a guessed range doesn't hold. */
export function combineKeys(keys: readonly Keys[]): Keys | null {
  const kernel = compileOnce<Loop>(
    `combine:${keys.map(describe)}`,
    `${parameters(keys)}, out`,
    () => `const n = out.length
      ${keys.map((key, k) => setup(key, k)).join('\n')}
      for (let i = 0; i < n; i++) {
        ${keys.map((key, k) => rowKey(key, k)).join('\n')}
        out[i] = ${together(keys)}
      }
      return 0`,
    kernel => kernel(...args(keys.map(key => tinyKeys(key))), scratch('i32', 5)),
  )
  const data = borrow('i32', keys[0]!.data.length)
  if (kernel(...args(keys), data) < 0) {
    giveBack(data)
    return null
  }
  const range = keys.reduce((product, key) => product * key.range, 1)
  return { storage: 'i32', data, nulls: false, low: 0, range, guessed: false, borrowed: true }
}

const describe = ({ storage, nulls, guessed }: Keys) => `${storage}${nulls ? 'n' : ''}${guessed ? '?' : ''}`
const parameters = (keys: readonly Keys[]) => keys.map((_, k) => `a${k}, low${k}, range${k}`).join(', ')
const args = (keys: readonly Keys[]) => keys.flatMap(({ data, low, range }) => [data, low, range])

// Five rows to warm loops up with.
function tinyKeys(key: Keys): Keys {
  const data = scratch(key.storage, 5)
  if (key.nulls) data[2] = nullOf[key.storage]
  return { ...key, data, low: 0, range: 4 }
}

const together = (keys: readonly Keys[]) =>
  keys.slice(1).reduce((text, _, k) => `Math.imul(${text}, range${k + 1}) + k${k + 1} | 0`, 'k0')

function setup({ storage }: Keys, k: number): string {
  return storage === 'i64' ? `const w${k} = new Int32Array(a${k}.buffer, a${k}.byteOffset, 2 * n)` : ''
}

// Statements that give row i's key.
function rowKey({ storage, nulls, guessed }: Keys, k: number): string {
  const long = storage === 'i64'
  const value = long ? `w${k}[2 * i]` : `a${k}[i]`
  const distance = `const d${k} = ${value} - low${k} | 0`
  const outside = (range: string) => `d${k} >>> 0 >= ${range}`
  if (!nulls) return `${distance}, k${k} = d${k}\n${guessed ? `if (${outside(`range${k}`)}) return -1` : ''}`
  const isNull = long
    ? `(w${k}[2 * i + 1] === -2147483648 & w${k}[2 * i] === 0)`
    : `(${value} === ${nullLiteral(storage)})`
  // Branch-free: all bits of the key go where the null is.
  return `${distance}, some${k} = (${isNull} | 0) - 1, k${k} = d${k} + 1 & some${k}
    ${guessed ? `if (some${k} !== 0 && ${outside(`range${k} - 1`)}) return -1` : ''}`
}

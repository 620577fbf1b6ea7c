import { SYMBOL } from '../data-type.ts'
import { Scalar } from '../forms/scalar.ts'
import { allocate, reallocate } from '../memory.ts'
import type { Value } from '../value.ts'
import { gatherInto } from './gather.ts'
import { Vector } from './vector.ts'

/** Most distinct strings one base takes, as documented. */
export const LARGEST_SYMBOL_BASE = 2_097_152

/** Distinct strings and their codes. Code 0 is the empty string, which is null. Only ever grows. */
export class SymbolBase {
  readonly strings: string[] = ['']
  // Null until first asked for: a base that was sent from elsewhere is often only read.
  #codes: Map<string, number> | null = null

  /** From distinct strings, of which the first is empty. Keeps the array. */
  static of(strings: string[]): SymbolBase {
    const base = new SymbolBase()
    ;(base as { strings: string[] }).strings = strings
    return base
  }

  #index(): Map<string, number> {
    this.#codes ??= new Map(this.strings.map((text, code) => [text, code]))
    return this.#codes
  }

  get size(): number {
    return this.strings.length
  }

  /** The code of `text`, new if need be. @throws RangeError when the base is full. */
  encode(text: string): number {
    const codes = this.#codes ?? this.#index()
    const known = codes.get(text)
    if (known !== undefined) return known
    if (this.strings.length >= LARGEST_SYMBOL_BASE) {
      throw new RangeError(`One symbase's size can't exceed ${LARGEST_SYMBOL_BASE}`)
    }
    const code = this.strings.length
    this.strings.push(text)
    codes.set(text, code)
    return code
  }

  /** The code of `text`, or −1 when it isn't there. */
  find(text: string): number {
    return this.#index().get(text) ?? -1
  }
}

/** Codes into a base that several vectors may share. */
export class SymbolVector extends Vector {
  codes: Int32Array
  base: SymbolBase
  #store: Int32Array

  constructor(codes: Int32Array, base: SymbolBase, mayHoldNulls = true) {
    super(SYMBOL, codes.length, mayHoldNulls)
    this.codes = codes
    this.base = base
    this.#store = codes
  }

  static of(texts: readonly string[], base = new SymbolBase()): SymbolVector {
    const codes = allocate('symbol', texts.length)
    let nulls = false
    for (let i = 0; i < texts.length; i++) {
      codes[i] = base.encode(texts[i]!)
      nulls ||= codes[i] === 0
    }
    return new SymbolVector(codes, base, nulls)
  }

  text(index: number): string {
    return this.base.strings[this.codes[index]!]!
  }

  get(index: number): Scalar {
    return new Scalar(SYMBOL, this.text(index))
  }

  isNullAt(index: number): boolean {
    return this.codes[index] === 0
  }

  gather(indices: Int32Array): SymbolVector {
    const n = indices.length
    const codes = allocate('symbol', n)
    const missing = gatherInto('sym', this.codes, this.length, indices, codes)
    return new SymbolVector(codes, this.base, this.mayHoldNulls || missing)
  }

  slice(start: number, end: number): SymbolVector {
    const codes = allocate('symbol', Math.max(0, end - start))
    const from = Math.max(0, start)
    const to = Math.min(this.length, end)
    if (to > from) codes.set(this.codes.subarray(from, to), from - start)
    return new SymbolVector(codes, this.base, this.mayHoldNulls || start < 0 || end > this.length)
  }

  view(start: number, end: number): SymbolVector {
    return new SymbolVector(this.codes.subarray(start, end), this.base, this.mayHoldNulls)
  }

  set(index: number, value: Value): void {
    const code = this.base.encode((value as Scalar).raw as string)
    this.codes[index] = code
    if (code === 0) this.mayHoldNulls = true
  }

  /** The same texts by codes of another base. */
  recode(base: SymbolBase): SymbolVector {
    if (base === this.base) return this
    const table = this.base.strings.map(text => base.encode(text))
    const codes = allocate('symbol', this.length)
    for (let i = 0; i < codes.length; i++) codes[i] = table[this.codes[i]!]!
    return new SymbolVector(codes, base, this.mayHoldNulls)
  }

  /** The same texts by codes of a base of their own, which holds no others. */
  compacted(): SymbolVector {
    const base = new SymbolBase()
    const codes = allocate('symbol', this.length)
    const table = new Int32Array(this.base.size)
    for (let i = 0; i < codes.length; i++) {
      const code = this.codes[i]!
      codes[i] = code === 0 ? 0 : (table[code] ||= base.encode(this.base.strings[code]!))
    }
    return new SymbolVector(codes, base, this.mayHoldNulls)
  }

  append(more: Vector): void {
    const added = (more as SymbolVector).recode(this.base).codes
    const needed = this.length + added.length
    if (needed > this.#store.length) {
      this.#store = reallocate(this.codes, 'symbol', Math.max(needed, 2 * this.length, 16))
    }
    this.#store.set(added, this.length)
    this.codes = this.#store.subarray(0, needed)
    this.length = needed
    this.mayHoldNulls ||= more.mayHoldNulls
  }

  keep(start: number, end: number): void {
    if (start > 0) this.codes.copyWithin(0, start, end)
    this.length = end - start
    this.codes = this.#store.subarray(0, this.length)
  }

  clear(): void {
    this.codes = this.#store.subarray(0, 0)
    this.length = 0
    this.mayHoldNulls = false
  }

  clone(): SymbolVector {
    return this.slice(0, this.length)
  }

  byteSize(): number {
    return this.codes.byteLength
  }
}

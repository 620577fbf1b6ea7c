import { BLOB, type DataType, STRING } from '../data-type.ts'
import { bytesOfText, textOfBytes } from '../elements/byte-text.ts'
import { Scalar } from '../forms/scalar.ts'
import { allocate, allocateBytes } from '../memory.ts'
import type { Value } from '../value.ts'
import { Vector } from './vector.ts'

/** UTF-8 bytes of all elements, and where each begins (length + 1 offsets). */
export interface Utf8 {
  readonly bytes: Uint8Array
  readonly offsets: Int32Array
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

// Short texts are mostly ASCII, whose bytes are quicker written one by one than by a call.
function encodeAll(texts: readonly string[]): Utf8 {
  const offsets = allocate('i32', texts.length + 1)
  let draft = new Uint8Array(Math.max(64, 8 * texts.length))
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i]!
    const most = at + 3 * text.length
    if (most > draft.length) {
      const grown = new Uint8Array(2 * most)
      grown.set(draft.subarray(0, at))
      draft = grown
    }
    let k = 0
    if (text.length < 64) {
      for (; k < text.length; k++) {
        const code = text.charCodeAt(k)
        if (code > 127) break
        draft[at + k] = code
      }
    }
    at += k === text.length ? k : encoder.encodeInto(text, draft.subarray(at)).written
    offsets[i + 1] = at
  }
  const bytes = allocateBytes(at)
  bytes.set(draft.subarray(0, at))
  return { bytes, offsets }
}

// BLOBs may hold bytes that are no text.
function encodeBytes(texts: readonly string[]): Utf8 {
  if (texts.every(text => text.isWellFormed())) return encodeAll(texts)
  const parts = texts.map(bytesOfText)
  const offsets = allocate('i32', texts.length + 1)
  for (let i = 0; i < parts.length; i++) offsets[i + 1] = offsets[i]! + parts[i]!.length
  const bytes = allocateBytes(offsets[parts.length]!)
  for (let i = 0; i < parts.length; i++) bytes.set(parts[i]!, offsets[i]!)
  return { bytes, offsets }
}

/**
 * STRING or BLOB. Two representations, either of which may be missing: Arrow-style UTF-8, which kernels, disk and
 * network use, and JavaScript strings, which scripts build and print. The empty string is null.
 */
export class StringVector extends Vector {
  // Invariant: at least one is there, and if both are, they agree.
  #texts: string[] | null
  #utf8: Utf8 | null

  private constructor(type: DataType, length: number, texts: string[] | null, utf8: Utf8 | null) {
    super(type, length, true)
    this.#texts = texts
    this.#utf8 = utf8
  }

  /** Keeps the array. */
  static of(texts: string[], type: DataType = STRING): StringVector {
    return new StringVector(type, texts.length, texts, null)
  }

  static ofUtf8(utf8: Utf8, type: DataType = STRING): StringVector {
    return new StringVector(type, utf8.offsets.length - 1, null, utf8)
  }

  /** All elements as JavaScript strings, decoded once. For reading only. */
  texts(): readonly string[] {
    if (!this.#texts) {
      const { bytes, offsets } = this.#utf8!
      const texts = new Array<string>(this.length)
      // TextDecoder refuses shared memory, so bytes go through a copy.
      const copy = bytes.slice(offsets[0], offsets[this.length])
      const local = new Uint8Array(copy.length)
      local.set(copy)
      const base = offsets[0]!
      const decode = this.type === BLOB ? textOfBytes : (part: Uint8Array) => decoder.decode(part)
      for (let i = 0; i < texts.length; i++) {
        texts[i] = decode(local.subarray(offsets[i]! - base, offsets[i + 1]! - base))
      }
      this.#texts = texts
    }
    return this.#texts
  }

  /** All elements as UTF-8, encoded once. For reading only. */
  utf8(): Utf8 {
    if (!this.#utf8) {
      this.#utf8 = this.type === BLOB ? encodeBytes(this.#texts!) : encodeAll(this.#texts!)
    }
    return this.#utf8
  }

  /** Whether its UTF-8 is there already, so that asking for it costs nothing. */
  get encoded(): boolean {
    return this.#utf8 !== null
  }

  text(index: number): string {
    return this.texts()[index]!
  }

  get(index: number): Scalar {
    return new Scalar(this.type, this.text(index))
  }

  isNullAt(index: number): boolean {
    if (this.#texts) return this.#texts[index] === ''
    const { offsets } = this.#utf8!
    return offsets[index] === offsets[index + 1]
  }

  gather(indices: Int32Array): StringVector {
    const texts = this.texts()
    const out = new Array<string>(indices.length)
    for (let i = 0; i < out.length; i++) out[i] = indices[i]! >= 0 ? texts[indices[i]!]! : ''
    return StringVector.of(out, this.type)
  }

  slice(start: number, end: number): StringVector {
    const n = Math.max(0, end - start)
    const texts = this.texts()
    const out = new Array<string>(n)
    for (let i = 0; i < n; i++) out[i] = texts[start + i] ?? ''
    return StringVector.of(out, this.type)
  }

  view(start: number, end: number): StringVector {
    if (this.#texts) return StringVector.of(this.#texts.slice(start, end), this.type)
    const { bytes, offsets } = this.#utf8!
    return StringVector.ofUtf8({ bytes, offsets: offsets.subarray(start, end + 1) }, this.type)
  }

  // Changes go to the JavaScript strings; the other representation is made anew when asked for.
  #writable(): string[] {
    this.texts()
    this.#utf8 = null
    return this.#texts!
  }

  set(index: number, value: Value): void {
    this.#writable()[index] = (value as Scalar).raw as string
  }

  append(more: Vector): void {
    const texts = this.#writable()
    const added = (more as StringVector).texts()
    const n = added.length
    for (let i = 0; i < n; i++) texts.push(added[i]!)
    this.length = texts.length
  }

  keep(start: number, end: number): void {
    this.#texts = this.texts().slice(start, end)
    this.#utf8 = null
    this.length = end - start
  }

  clear(): void {
    this.#texts = []
    this.#utf8 = null
    this.length = 0
  }

  clone(): StringVector {
    return StringVector.of([...this.texts()], this.type)
  }

  byteSize(): number {
    if (this.#utf8) return this.#utf8.bytes.byteLength + this.#utf8.offsets.byteLength
    let total = 0
    for (const text of this.#texts!) total += text.length + 16
    return total
  }
}

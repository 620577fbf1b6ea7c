import type { WritableFile } from '../../host/disk.ts'

/** Where a segment's bytes go, in order. */
export interface SegmentSink {
  /** Takes bytes, which must not change until `finish`. */
  put(bytes: Uint8Array): void
  /** Waits while too much is on the way. */
  ready(): Promise<void>
  /** Resolves once all is written. */
  finish(): Promise<void>
}

// Enough at once that the disk is busy, little enough that two such amounts are no burden.
const FLUSH_BYTES = 4 << 20

/** Writes to a file while the next bytes are being made. */
export class FileSink implements SegmentSink {
  readonly #file: WritableFile
  #pending: Uint8Array[] = []
  #pendingBytes = 0
  #written = 0
  #underWay: Promise<void> = Promise.resolve()

  constructor(file: WritableFile) {
    this.#file = file
  }

  put(bytes: Uint8Array): void {
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
  }

  async ready(): Promise<void> {
    if (this.#pendingBytes >= FLUSH_BYTES) await this.#flush()
  }

  async finish(): Promise<void> {
    await this.#flush()
    await this.#underWay
  }

  // One write is under way while the next is gathered.
  async #flush(): Promise<void> {
    await this.#underWay
    if (this.#pendingBytes === 0) return
    const position = this.#written
    this.#written += this.#pendingBytes
    this.#underWay = this.#file.write(this.#pending, position)
    // Whoever waits next hears of a failure.
    this.#underWay.catch(() => {})
    this.#pending = []
    this.#pendingBytes = 0
  }
}

/** Keeps the bytes. */
export class MemorySink implements SegmentSink {
  readonly #parts: Uint8Array[] = []

  put(bytes: Uint8Array): void {
    this.#parts.push(bytes)
  }

  async ready(): Promise<void> {}

  async finish(): Promise<void> {}

  bytes(): Uint8Array {
    const total = this.#parts.reduce((sum, part) => sum + part.length, 0)
    const out = new Uint8Array(total)
    let at = 0
    for (const part of this.#parts) {
      out.set(part, at)
      at += part.length
    }
    return out
  }
}

import { ByteQueue } from '../../base/byte-queue.ts'
import type { Channel } from '../../host/network.ts'

/** The other side sends what no node of ours would. */
export class FrameError extends Error {}

const HEADER_BYTES = 4

/** Whole messages over a channel: each is its length (four bytes, little endian) and its bytes. */
export class Frames {
  readonly channel: Channel
  readonly #queue = new ByteQueue()
  #longest: number
  #admit: (bytes: number) => Promise<void> | null = () => null
  #length: number | null = null
  #paused = true
  #closed: string | null = null
  /** Takes each frame as it is complete; the next comes when it has returned. */
  onFrame: (frame: Uint8Array) => void = () => {}
  onClose: (reason: string) => void = () => {}

  /** A frame longer than `longest` ends the channel. `first` came before. Frames are taken from `resume` on. */
  constructor(channel: Channel, longest: number, first: Uint8Array) {
    this.channel = channel
    this.#longest = longest
    this.#queue.push(first)
    channel.onClose = reason => this.#end(reason)
    channel.onBytes = chunk => {
      this.#queue.push(chunk)
      this.#read()
    }
  }

  /** Other limits from now on. `admit` is asked before a frame is read, and may make the other side wait; null: at once. */
  allow(longest: number, admit: (bytes: number) => Promise<void> | null): void {
    this.#longest = longest
    this.#admit = admit
  }

  /** Why it ended, or null. */
  get ended(): string | null {
    return this.#closed
  }

  /** The next frame alone. @throws FrameError when the channel closes first. */
  next(): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== null) return reject(new FrameError(this.#closed))
      this.onFrame = frame => {
        this.pause()
        resolve(frame)
      }
      this.onClose = reason => reject(new FrameError(reason))
      this.resume()
    })
  }

  /** Resolves when more should be sent. */
  send(frame: Uint8Array): Promise<void> {
    const header = new Uint8Array(HEADER_BYTES)
    new DataView(header.buffer).setUint32(0, frame.length, true)
    return this.channel.write([header, frame])
  }

  /** No frame is taken until `resume`. */
  pause(): void {
    this.#paused = true
    this.channel.flow(false)
  }

  resume(): void {
    this.#paused = false
    this.channel.flow(true)
    this.#read()
  }

  close(reason: string): void {
    if (this.#closed !== null) return
    this.channel.close()
    this.#end(reason)
  }

  #end(reason: string): void {
    if (this.#closed !== null) return
    this.#closed = reason
    this.onClose(reason)
  }

  #read(): void {
    while (!this.#paused && this.#closed === null) {
      if (this.#length === null) {
        if (this.#queue.available < HEADER_BYTES) return
        const header = this.#queue.take(HEADER_BYTES)
        const length = new DataView(header.buffer, header.byteOffset).getUint32(0, true)
        if (length > this.#longest)
          return this.close(`A message of ${length} bytes came; ${this.#longest} are the most.`)
        this.#length = length
        const wait = this.#admit(length)
        if (wait) {
          this.pause()
          void wait.then(() => this.resume())
          return
        }
      }
      if (this.#queue.available < this.#length) return
      const frame = this.#queue.take(this.#length)
      this.#length = null
      this.onFrame(frame)
    }
  }
}

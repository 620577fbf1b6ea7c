import type { Acquaintance, Linked } from './handshake.ts'
import { pack, unpack } from './packing.ts'

/** What passes over a link. The first of each says what it is. */
export type LinkMessage =
  | readonly ['tell', topic: string, body: unknown]
  | readonly ['ask', id: number, topic: string, body: unknown]
  | readonly ['answer', id: number, body: unknown]
  | readonly ['error', id: number, message: string, tag: string | null]
  /** The answer is large: fetch it over the link for bulk. */
  | readonly ['held', id: number]
  | readonly ['fetch', id: number]
  | readonly ['ping']
  | readonly ['pong']

/** A link after its handshake: messages of nodes that know each other. */
export class Link {
  readonly with: Acquaintance
  readonly #frames: Linked['frames']
  onMessage: (message: LinkMessage, bytes: number) => void = () => {}
  onClose: (reason: string) => void = () => {}

  constructor(linked: Linked) {
    this.with = linked.with
    this.#frames = linked.frames
  }

  /** Messages come from now on; one of more than `longest` bytes ends the link. */
  open(longest: number, admit: (bytes: number) => Promise<void> | null): void {
    this.#frames.allow(longest, admit)
    this.#frames.onClose = reason => this.onClose(reason)
    this.#frames.onFrame = frame => {
      let message: LinkMessage
      try {
        message = unpack(frame) as LinkMessage
      } catch {
        return this.close('What came is not a message between nodes.')
      }
      this.onMessage(message, frame.length)
    }
    // It may have ended since the handshake.
    if (this.#frames.ended !== null) this.onClose(this.#frames.ended)
    else this.#frames.resume()
  }

  /** Bytes that wait to be sent. */
  get unsent(): number {
    return this.#frames.channel.unsent
  }

  send(message: LinkMessage): Promise<void> {
    return this.sendPacked(pack(message))
  }

  /** Resolves when more should be sent; rejects when the link closes first. */
  sendPacked(packed: Uint8Array): Promise<void> {
    return this.#frames.send(packed)
  }

  close(reason: string): void {
    this.#frames.close(reason)
  }
}

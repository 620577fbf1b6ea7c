/** Bytes to and from another process. Whoever uses it sets the callbacks. */
export interface ByteTransport {
  send(parts: readonly Uint8Array[]): void
  close(): void
  onBytes: (chunk: Uint8Array) => void
  /** Called once, with the reason in a sentence. */
  onClose: (reason: string) => void
}

/** The other side can't be reached; the message says why. */
export class UnreachableError extends Error {}

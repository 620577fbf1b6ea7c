/** Connections to other processes. */
export interface Network {
  /** @throws UnreachableError when it fails, or takes longer than `milliseconds`. */
  connect(host: string, port: number, milliseconds: number): Promise<Channel>
  /** The numeric addresses of a host; of a name that isn't known, none. */
  resolve(host: string): Promise<readonly string[]>
}

/** Bytes in order, both ways. Whoever uses it sets the callbacks; bytes that come before are kept. */
export interface Channel {
  /** The other side's numeric address. */
  readonly remoteAddress: string
  /** Bytes given to `write` that the system has not taken yet. */
  readonly unsent: number
  /** Resolves when more should be written: whoever doesn't wait makes `unsent` grow. Rejects when the channel closes first. */
  write(parts: readonly Uint8Array[]): Promise<void>
  /** Whether bytes are taken from the other side: not to take them slows it down. */
  flow(on: boolean): void
  /**
   * Encrypts from here on with a key that both sides have (TLS with a pre-shared key). To be called on both sides when
   * neither has sent anything more. Resolves once the other side has proven to have the key. Without a key, a client takes whatever
   * certificate the server shows: nobody listens, but who the server is is not known.
   */
  encrypt(key: Uint8Array | null, side: 'client' | 'server'): Promise<void>
  /** Ends it once everything written is sent. */
  end(): void
  /** Ends it at once. */
  close(): void
  onBytes: (chunk: Uint8Array) => void
  /** Called once, with the reason in a sentence. */
  onClose: (reason: string) => void
}

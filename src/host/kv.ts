/** Stores of keys and values, one per folder. */
export interface KeyValueStores {
  /** Opens the store in `folder`, making it if it is missing. One opener at a time. */
  open(folder: string): Promise<KeyValueStore>
}

/**
 * Ordered keys, and commits that change several at once. Keys are printable ASCII strings of at most 1,000 bytes,
 * ordered byte by byte.
 *
 * Reading is synchronous and sees every commit that has resolved. It may see one that hasn't.
 */
export interface KeyValueStore {
  /** A copy of the value, or undefined. */
  get(key: string): Uint8Array | undefined
  /** Entries with `start` ≤ key < `end`, in order of keys. Not to be held while a commit is made. */
  range(start: string, end: string): Iterable<KeyValue>
  /** The keys of such entries. */
  keys(start: string, end: string): Iterable<string>
  /**
   * Applies all changes or none, whatever happens; durable when it resolves. Commits take effect, become durable and
   * resolve in the order of the calls. If one rejects, nothing of it has happened. The values must not change until
   * then.
   */
  commit(changes: readonly KeyValueChange[]): Promise<void>
  /** Waits for commits under way. */
  close(): Promise<void>
}

export interface KeyValue {
  readonly key: string
  readonly value: Uint8Array
}

/** A new value for a key, or its removal. */
export interface KeyValueChange {
  readonly key: string
  /** Undefined: remove the key. */
  readonly value: Uint8Array | undefined
}

import type { KeyValueChange, KeyValueStore } from '../../src/host/kv.ts'

/** What a machine has left in a store. */
export class FakeKeyValueStore implements KeyValueStore {
  readonly #values = new Map<string, Uint8Array>()

  take(changes: readonly KeyValueChange[]): void {
    for (const { key, value } of changes) {
      if (value === undefined) this.#values.delete(key)
      else this.#values.set(key, value)
    }
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key)
  }

  *range(start: string, end: string) {
    for (const key of this.keys(start, end)) yield { key, value: this.#values.get(key)! }
  }

  *keys(start: string, end: string) {
    for (const key of [...this.#values.keys()].sort()) if (key >= start && key < end) yield key
  }

  async commit(changes: readonly KeyValueChange[]): Promise<void> {
    this.take(changes)
  }

  async close(): Promise<void> {}
}

import type { KeyValue, KeyValueChange, KeyValueStore, KeyValueStores } from '../../src/host/kv.ts'
import type { Faults } from './faults.ts'
import type { SimRandom } from './random.ts'

type Entries = Map<string, Uint8Array>

interface Content {
  entries: Entries
  /** Commits that were asked for and not answered, in order. */
  readonly underWay: (readonly KeyValueChange[])[]
}

/** Key-value stores in memory. A crash keeps what was answered, and some of what was asked after it, in order. */
export class SimKeyValueStores implements KeyValueStores {
  readonly #faults: Faults
  readonly #contents = new Map<string, Content>()

  constructor(faults: Faults) {
    this.#faults = faults
  }

  crashClone(random: SimRandom, faults: Faults): SimKeyValueStores {
    const clone = new SimKeyValueStores(faults)
    for (const [folder, { entries, underWay }] of this.#contents) {
      const kept = new Map(entries)
      for (const changes of underWay) {
        if (random.chance(0.5)) break
        apply(kept, changes)
      }
      clone.#contents.set(folder, { entries: kept, underWay: [] })
    }
    return clone
  }

  /** What is durable. */
  contents(folder: string): ReadonlyMap<string, Uint8Array> {
    return this.#contents.get(folder)?.entries ?? new Map()
  }

  async open(folder: string): Promise<KeyValueStore> {
    await this.#faults.step(`open store ${folder}`)
    let content = this.#contents.get(folder)
    if (!content) {
      content = { entries: new Map(), underWay: [] }
      this.#contents.set(folder, content)
    }
    return new SimStore(content, this.#faults, folder)
  }
}

function apply(entries: Entries, changes: readonly KeyValueChange[]): void {
  for (const { key, value } of changes) {
    if (value === undefined) entries.delete(key)
    else entries.set(key, value)
  }
}

class SimStore implements KeyValueStore {
  readonly #content: Content
  readonly #faults: Faults
  readonly #folder: string
  #last: Promise<unknown> = Promise.resolve()

  constructor(content: Content, faults: Faults, folder: string) {
    this.#content = content
    this.#faults = faults
    this.#folder = folder
  }

  get(key: string): Uint8Array | undefined {
    return this.#content.entries.get(key)?.slice()
  }

  range(start: string, end: string): Iterable<KeyValue> {
    return [...this.keys(start, end)].map(key => ({ key, value: this.get(key)! }))
  }

  keys(start: string, end: string): Iterable<string> {
    return [...this.#content.entries.keys()].filter(key => key >= start && key < end).sort()
  }

  commit(changes: readonly KeyValueChange[]): Promise<void> {
    const copy = changes.map(({ key, value }) => ({ key, value: value?.slice() }))
    this.#content.underWay.push(copy)
    const result = this.#last.then(async () => {
      try {
        await this.#faults.step(`commit ${this.#folder}`)
      } catch (error) {
        if (!this.#faults.crashed) this.#answered(copy)
        throw error
      }
      apply(this.#content.entries, copy)
      this.#answered(copy)
    })
    this.#last = result.catch(() => {})
    return result
  }

  async close(): Promise<void> {
    await this.#last
  }

  #answered(changes: readonly KeyValueChange[]): void {
    this.#content.underWay.splice(this.#content.underWay.indexOf(changes), 1)
  }
}

import { ScriptError } from '../../runtime/script-error.ts'
import type { RecordStore } from '../record-store.ts'
import type { View, ViewStore } from './views.ts'

/** The function views of a single node, kept over restarts. */
export class OwnViews implements ViewStore {
  readonly #records: RecordStore
  readonly views: Map<string, View>
  readonly #listeners = new Set<() => void>()

  constructor(records: RecordStore) {
    this.#records = records
    this.views = records.all<View>('view')
  }

  async add(added: readonly View[]): Promise<void> {
    const taken = added.find(view => this.views.has(view.name))
    if (taken) throw new ScriptError(`The function view [${taken.name}] already exists.`)
    await this.#records.commit(added.map(view => ({ kind: 'view', name: view.name, record: view })))
    for (const view of added) this.views.set(view.name, view)
    this.#told()
  }

  async drop(names: readonly string[]): Promise<void> {
    await this.#records.commit(names.map(name => ({ kind: 'view', name, record: null })))
    for (const name of names) this.views.delete(name)
    this.#told()
  }

  subscribe(listener: () => void): void {
    this.#listeners.add(listener)
  }

  #told(): void {
    for (const listener of this.#listeners) listener()
  }
}

import type { ShippedFunction } from '../../engine/shipped-function.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { RecordStore } from '../record-store.ts'

/** A function that is kept on the node. */
export interface View {
  readonly name: string
  /** As users see it. */
  readonly body: string
  /** Whose rights it has. */
  readonly owner: string
  /** Milliseconds since 1970. */
  readonly created: number
  readonly work: ShippedFunction
}

/** The function views of a node, kept over restarts. */
export class Views {
  readonly #records: () => Promise<RecordStore>
  #views: Promise<Map<string, View>> | null = null
  /** Rises with every change; lies in shared memory, so that other threads see it without asking. */
  readonly version = new Int32Array(new SharedArrayBuffer(4))

  constructor(records: () => Promise<RecordStore>) {
    this.#records = records
  }

  all(): Promise<Map<string, View>> {
    return (this.#views ??= this.#records().then(records => {
      Atomics.add(this.version, 0, 1)
      return records.all<View>('view')
    }))
  }

  /** As all, but none while nobody has asked for any: who only looks names up reads nothing from the disk. */
  async loaded(): Promise<ReadonlyMap<string, View>> {
    return (await this.#views) ?? new Map()
  }

  async get(name: string): Promise<View | undefined> {
    return (await this.all()).get(name)
  }

  /** Adds all or none. @throws ScriptError when a name is taken. */
  async add(added: readonly View[]): Promise<void> {
    const views = await this.all()
    const taken = added.find(view => views.has(view.name))
    if (taken) throw new ScriptError(`The function view [${taken.name}] already exists.`)
    const records = await this.#records()
    await records.commit(added.map(view => ({ kind: 'view', name: view.name, record: view })))
    for (const view of added) views.set(view.name, view)
    Atomics.add(this.version, 0, 1)
  }

  async drop(names: readonly string[]): Promise<void> {
    const views = await this.all()
    await (await this.#records()).commit(names.map(name => ({ kind: 'view', name, record: null })))
    for (const name of names) views.delete(name)
    Atomics.add(this.version, 0, 1)
  }

  /** The owner of a view, or of the views of a module (`a::*`); undefined: there is none. */
  async ownerOf(name: string): Promise<string | undefined> {
    const views = await this.all()
    if (!name.endsWith('::*')) return views.get(name)?.owner
    return [...views.values()].find(view => moduleOf(view.name) === name.slice(0, -3))?.owner
  }
}

/** `a::b` of `a::b::f`, empty for a view of no module. */
export const moduleOf = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf('::')))

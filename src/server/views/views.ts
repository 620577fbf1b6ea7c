import type { ShippedFunction } from '../../engine/session/shipped-function.ts'

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

/** Where function views are: this node's own, or its copy of the cluster's. */
export interface ViewStore {
  readonly views: ReadonlyMap<string, View>
  /** Adds all or none. @throws ScriptError when a name is taken. */
  add(views: readonly View[]): Promise<void>
  drop(names: readonly string[]): Promise<void>
  /** Calls after every change. */
  subscribe(listener: () => void): void
}

/** The function views as sessions find them. */
export class Views {
  readonly #open: () => Promise<ViewStore>
  #store: Promise<ViewStore> | null = null
  /** Rises with every change; lies in shared memory, so that other threads see it without asking. */
  readonly version = new Int32Array(new SharedArrayBuffer(4))

  constructor(open: () => Promise<ViewStore>) {
    this.#open = open
  }

  async all(): Promise<ReadonlyMap<string, View>> {
    return (await this.#opened()).views
  }

  /** As all, but none while nobody has asked for any: who only looks names up reads nothing from the disk. */
  async loaded(): Promise<ReadonlyMap<string, View>> {
    return (await this.#store)?.views ?? new Map()
  }

  async get(name: string): Promise<View | undefined> {
    return (await this.all()).get(name)
  }

  /** Adds all or none. @throws ScriptError when a name is taken. */
  async add(added: readonly View[]): Promise<void> {
    await (await this.#opened()).add(added)
  }

  async drop(names: readonly string[]): Promise<void> {
    await (await this.#opened()).drop(names)
  }

  #opened(): Promise<ViewStore> {
    return (this.#store ??= this.#open().then(store => {
      store.subscribe(() => Atomics.add(this.version, 0, 1))
      Atomics.add(this.version, 0, 1)
      return store
    }))
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

import { type Cell, cellsOf, newCell, scriptOf } from '../../document/cells.ts'
import { isLost, type NodeSession } from '../../node/node-session.ts'
import { entriesOf, plain } from '../../node/plain.ts'
import { Store } from '../../shell/store.ts'

export type Saving =
  | { readonly is: 'new' }
  | { readonly is: 'saving' }
  | { readonly is: 'saved'; readonly at: number }
  | { readonly is: 'failed'; readonly reason: string }
  | { readonly is: 'unreadable'; readonly reason: string }

export interface DocumentState {
  readonly cells: readonly Cell[]
  /** The node has not said yet whether there is such a notebook. */
  readonly loading: boolean
  readonly saving: Saving
  /** Cells that were deleted and can come back, with their places. */
  readonly deleted: readonly { readonly cell: Cell; readonly at: number }[]
}

const SAVE_AFTER = 1000
// What the node says of a name that no notebook has.
const NOT_THERE = /There is no notebook /

/**
 * A notebook that is saved on the node a second after it was changed. Without a name it lives in the page until it gets one.
 */
export class DocumentStore extends Store<DocumentState> {
  readonly name: string
  readonly #session: NodeSession
  // What the node has: of which version, and its text. Null: nothing yet.
  #version: number | null = null
  #saved: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing = false

  constructor(session: NodeSession, name: string) {
    // An editor isn't opened for a moment only.
    const loading = name !== ''
    super({ cells: loading ? [] : [newCell('code')], loading, saving: { is: 'new' }, deleted: [] })
    this.#session = session
    this.name = name
    if (loading) void this.#load()
  }

  async #load(): Promise<void> {
    try {
      const loaded = entriesOf(await this.#session.call('loadNotebook', this.name))
      this.#version = Number(loaded.version)
      this.#saved = String(loaded.text)
      this.set({ cells: readable(this.#saved), loading: false, saving: { is: 'saved', at: this.#version } })
    } catch (error) {
      // Whoever has lost the node asks with another session; what can't be read isn't taken for an empty notebook.
      if (isLost(error)) return
      const reason = (error as Error).message
      if (!NOT_THERE.test(reason)) return this.set({ saving: { is: 'unreadable', reason } })
      // A name that isn't there yet is a new notebook's.
      this.set({ cells: [newCell('code')], loading: false })
    }
  }

  change(key: string, text: string): void {
    const { cells } = this.get()
    if (cells.some(cell => cell.key === key && cell.text !== text))
      this.#put(cells.map(cell => (cell.key === key ? { ...cell, text } : cell)))
  }

  /** Makes a script of a text, or a text of a script. */
  changeKind(key: string, kind: Cell['kind']): void {
    const { cells } = this.get()
    if (cells.some(cell => cell.key === key && cell.kind !== kind))
      this.#put(cells.map(cell => (cell.key === key ? { ...cell, kind } : cell)))
  }

  /** The key of the cell. */
  insert(cell: Cell, at: number): string {
    this.#put(this.get().cells.toSpliced(at, 0, cell))
    return cell.key
  }

  move(key: string, by: number): void {
    const { cells } = this.get()
    const from = cells.findIndex(cell => cell.key === key)
    const to = from + by
    if (to >= 0 && to < cells.length) this.#put(cells.toSpliced(from, 1).toSpliced(to, 0, cells[from]!))
  }

  remove(key: string): void {
    const { cells, deleted } = this.get()
    const at = cells.findIndex(cell => cell.key === key)
    if (at < 0) return
    const left = cells.toSpliced(at, 1)
    this.set({ deleted: [...deleted, { cell: cells[at]!, at }] })
    this.#put(left.length > 0 ? left : [newCell('code')])
  }

  /** Brings back what was deleted last: its key; null where there is none. */
  undoRemove(): string | null {
    const { cells, deleted } = this.get()
    const last = deleted.at(-1)
    if (!last) return null
    this.set({ deleted: deleted.slice(0, -1) })
    this.#put(cells.toSpliced(last.at, 0, last.cell))
    return last.cell.key
  }

  replace(script: string): void {
    this.#put(readable(script))
  }

  /** Gives it another name, or its first: it is kept under that from then on. @throws ServerError when the name is taken. */
  async saveAs(name: string): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#version === null) await this.#session.call('saveNotebook', name, scriptOf(this.get().cells))
    else {
      await this.#save()
      await this.#session.call('renameNotebook', this.name, name)
    }
  }

  /** Saves what isn't saved yet; for when the page goes. */
  close(): void {
    clearTimeout(this.#timer)
    void this.#save()
  }

  #put(cells: readonly Cell[]): void {
    // From now on it isn't saved as it stands.
    this.set(this.get().saving.is === 'saved' ? { cells, saving: { is: 'saving' } } : { cells })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#save(), SAVE_AFTER)
  }

  // One saving at a time: each is based on the version of the one before.
  async #save(): Promise<void> {
    const text = scriptOf(this.get().cells)
    if (this.name === '' || this.#writing) return
    if (text === this.#saved) return void this.set({ saving: { is: 'saved', at: this.#version! } })
    if (this.#saved === null && this.get().cells.every(cell => cell.text === '')) return
    this.#writing = true
    this.set({ saving: { is: 'saving' } })
    try {
      this.#version = Number(plain(await this.#session.call('saveNotebook', this.name, text, this.#version)))
      this.#saved = text
      this.set({ saving: { is: 'saved', at: this.#version } })
    } catch (error) {
      this.set({ saving: { is: 'failed', reason: (error as Error).message } })
      return
    } finally {
      this.#writing = false
    }
    // What was typed meanwhile.
    if (scriptOf(this.get().cells) !== this.#saved) await this.#save()
  }
}

function readable(script: string): Cell[] {
  const cells = cellsOf(script)
  return cells.length > 0 ? cells : [newCell('code')]
}

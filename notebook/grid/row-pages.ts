import type { Table } from '../../src/values/forms/table.ts'
import { cells } from './table-text.ts'

export interface GridView {
  readonly sortBy: string
  readonly descending: boolean
  readonly filter: string
}

export const asItComes: GridView = { sortBy: '', descending: false, filter: '' }

/** Gives rows of a result that lies on the node. */
export type FetchRows = (from: number, to: number, view: GridView) => Promise<{ rows: Table; total: number }>

/** Files that the node makes of a result. */
export const fileFormats = ['csv', 'parquet', 'arrow'] as const
export type FileFormat = (typeof fileFormats)[number]

/** Gives rows of a view as a file; of CSV also a piece of one. */
export type FetchFile = (
  format: FileFormat,
  view: GridView,
  from: number,
  to: number,
) => Promise<Uint8Array<ArrayBuffer>>

/** Rows of a page; what is far away is forgotten. */
const PAGE = 200
const MOST_PAGES = 60

/** The rows of one view, fetched page by page as they are looked at. */
export class RowPages {
  readonly view: GridView
  readonly #fetch: FetchRows
  readonly #changed: () => void
  readonly #pages = new Map<number, readonly (readonly string[])[]>()
  readonly #asked = new Set<number>()
  total: number
  /** Why rows can't be had. */
  error: string | null = null

  constructor(view: GridView, total: number, fetch: FetchRows, changed: () => void) {
    this.view = view
    this.total = total
    this.#fetch = fetch
    this.#changed = changed
  }

  /** Takes rows that are there already: the first of them. */
  fill(head: Table): void {
    for (let page = 0; (page + 1) * PAGE <= head.rows || (page === 0 && head.rows === this.total); page++)
      this.#pages.set(page, texts(head.slice(page * PAGE, Math.min((page + 1) * PAGE, head.rows))))
  }

  /** The cells of a row as texts; undefined until they are there, which `changed` tells. */
  row(index: number): readonly string[] | undefined {
    const page = Math.floor(index / PAGE)
    const known = this.#pages.get(page)
    if (known) return known[index - page * PAGE]
    this.#ask(page)
    return undefined
  }

  #ask(page: number): void {
    if (this.#asked.has(page) || this.error !== null) return
    this.#asked.add(page)
    this.#fetch(page * PAGE, (page + 1) * PAGE, this.view).then(
      ({ rows, total }) => {
        this.#asked.delete(page)
        this.total = total
        this.#pages.set(page, texts(rows))
        if (this.#pages.size > MOST_PAGES) this.#pages.delete(this.#pages.keys().next().value!)
        this.#changed()
      },
      error => {
        this.error = (error as Error).message
        this.#changed()
      },
    )
  }
}

const texts = (table: Table): string[][] => Array.from({ length: table.rows }, (_, row) => cells(table, row))

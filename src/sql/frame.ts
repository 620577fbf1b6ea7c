import { trueRows } from '../kernels/elementwise/mask.ts'
import type { Scope } from '../runtime/context.ts'
import { CHAR, type DataType } from '../values/data-type.ts'
import type { Lookup } from '../values/forms/code.ts'
import { Table } from '../values/forms/table.ts'
import { allocate } from '../values/memory.ts'
import { copyOf } from '../values/ownership.ts'
import type { Value } from '../values/value.ts'
import { arranged, type Permutation } from '../values/vectors/arrange.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'

/** A column of a frame: in hand, or made when first asked for. */
export interface FrameColumn {
  readonly name: string
  /** The table or alias it came from, for `t.x`; null for computed columns. */
  readonly owner: string | null
  /** Its name in that table where a join renamed it. */
  readonly original?: string
  /** What `*` calls it where that isn't its name; null: `*` leaves it out. */
  readonly shown?: string | null
  readonly type: DataType
  load(): Vector
}

type Names = () => Iterable<string>

/** A column that is there already. */
export const columnOf = (name: string, vector: Vector, owner: string | null = null): FrameColumn => ({
  name,
  owner,
  type: vector.type,
  load: () => vector,
})

/** The same column with another vector, made only once. */
export function once(column: FrameColumn, make: () => Vector): FrameColumn {
  let made: Vector | null = null
  return { ...column, load: () => (made ??= make()) }
}

/**
 * Rows in hand in the middle of a query: named columns of one length. Filtering is lazy: a column is gathered when
 * an expression first asks for it. As a Scope it gives expressions their columns, then the names around the query.
 */
export class Frame implements Scope {
  readonly columns: readonly FrameColumn[]
  readonly rows: number
  readonly lookup: Lookup
  /** Whose rows these are, where they are many, and which: 1 in the mask. */
  readonly chosenFrom: { readonly frame: Frame; readonly mask: Int8Array } | null
  readonly #places = new Map<string, number>()
  readonly #known: Names | undefined

  /** `known`: what columns people know of, where these aren't all or are computed of them. */
  constructor(
    columns: readonly FrameColumn[],
    rows: number,
    lookup: Lookup,
    known?: Names,
    chosenFrom: Frame['chosenFrom'] = null,
  ) {
    this.columns = columns
    this.rows = rows
    this.lookup = lookup
    this.#known = known
    this.chosenFrom = chosenFrom
  }

  static ofTable(table: Table, owner: string | null, lookup: Lookup, known?: Names): Frame {
    const columns = table.names.map((name, i) => columnOf(name, table.columns[i]!, owner))
    return new Frame(columns, table.rows, lookup, known)
  }

  /** The columns that `*` stands for. */
  get visible(): readonly FrameColumn[] {
    return this.columns.filter(column => column.shown !== null)
  }

  /** The column's place, or −1: the exact name first, then without regard to case. */
  indexOf(name: string): number {
    let place = this.#places.get(name)
    if (place === undefined) {
      place = this.columns.findIndex(column => column.name === name)
      if (place < 0) {
        const lower = name.toLowerCase()
        place = this.columns.findIndex(column => column.name.toLowerCase() === lower)
      }
      this.#places.set(name, place)
    }
    return place
  }

  resolve(name: string): Value | undefined {
    const place = this.indexOf(name)
    if (place >= 0) return this.columns[place]!.load()
    // Something without nulls for each row, for `count(*)`.
    if (name === '*') return FixedVector.zeros(CHAR, this.rows)
    return this.lookup(name)
  }

  names(): Iterable<string> {
    return this.#known?.() ?? this.visible.map(column => column.name)
  }

  copied(name: string): Value | undefined {
    const place = this.indexOf(name)
    return place >= 0 ? copyOf(this.columns[place]!.load()) : undefined
  }

  /** The column of the table or alias `owner` that had this name there. */
  columnFrom(owner: string, name: string): FrameColumn | undefined {
    const owned = this.columns.filter(column => column.owner === owner)
    const lower = name.toLowerCase()
    return (
      owned.find(column => (column.original ?? column.name) === name) ??
      owned.find(column => column.name === name) ??
      owned.find(column => (column.original ?? column.name).toLowerCase() === lower)
    )
  }

  /** The rows at `rows`, in that order; −1 gives nulls. */
  select(rows: Int32Array): Frame {
    const columns = this.columns.map(column => once(column, () => column.load().gather(rows)))
    return new Frame(columns, rows.length, this.lookup, this.#known)
  }

  /** The rows where a mask is 1, so many; their places are looked for when a column is asked for. */
  where(mask: Int8Array, count: number): Frame {
    let rows: Int32Array | null = null
    const places = () => (rows ??= trueRows(mask, room => allocate('i32', room))!)
    const columns = this.columns.map(column => once(column, () => column.load().gather(places())))
    return new Frame(columns, count, this.lookup, this.#known, { frame: this, mask })
  }

  /** All rows in another order. */
  arranged(to: Permutation): Frame {
    const columns = this.columns.map(column => once(column, () => arranged(column.load(), to)))
    return new Frame(columns, this.rows, this.lookup, this.#known)
  }

  /** Rows start … end − 1 over the same memory, for reading. */
  view(start: number, end: number): Frame {
    const columns = this.columns.map(column => once(column, () => column.load().view(start, end)))
    return new Frame(columns, end - start, this.lookup, this.#known)
  }

  /** With further columns, found before those of the same name. */
  with(more: readonly FrameColumn[]): Frame {
    if (more.length === 0) return this
    return new Frame([...more, ...this.columns], this.rows, this.lookup, this.#known)
  }

  toTable(): Table {
    const shown = this.visible
    return new Table(
      shown.map(column => column.shown ?? column.name),
      shown.map(column => column.load()),
    )
  }
}

import type { Select } from '../../../grammar/tree/ast.ts'
import type { Context } from '../../runtime/context.ts'
import { RemoteTable } from '../../runtime/remote-table.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { Lookup } from '../../values/forms/code.ts'
import type { Scalar } from '../../values/forms/scalar.ts'
import type { Table } from '../../values/forms/table.ts'
import type { Vector } from '../../values/vectors/vector.ts'

/** What a query's conditions say about one column: rows that don't meet it aren't wanted. */
export type ColumnCondition =
  | { readonly is: 'among'; readonly column: string; readonly values: Vector }
  /** Partitions of the column's level by name, whatever the rows. */
  | { readonly is: 'partitions'; readonly column: string; readonly names: ReadonlySet<string> }
  /** Ends included; null: open. */
  | {
      readonly is: 'range'
      readonly column: string
      readonly least: Scalar | null
      readonly most: Scalar | null
    }

/** All conditions of one of the alternatives. */
export interface Alternatives {
  readonly is: 'any'
  readonly of: readonly (readonly Condition[])[]
}

export type Condition = ColumnCondition | Alternatives

/** The tag of the refusal of what was made from rows that are others now. */
export const CHANGED = '<ChunkChanged>'

const MOST_ATTEMPTS = 50

/** Reads, changes and writes anew, until nobody else has come between. */
export function untilUnchanged(change: () => void): void {
  for (let attempt = 1; ; attempt++) {
    try {
      return change()
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(error instanceof ScriptError) || error.tag !== CHANGED) throw error
    }
  }
}

/** A part of a source's rows that is read by itself. */
export interface Part {
  /** What it is called: `20180801/0_50`. */
  readonly path: string
}

/** A query that runs for each of some parts by itself, on a table that it names PARTS. Its names are columns, or found by `lookup`. */
export interface PartQuery {
  readonly select: Select
  readonly lookup: Lookup
}

/** What a query calls the table of a part. */
export const PARTS = 'partOfTable'

/** Parts that another node has begun to query. */
export interface Elsewhere {
  readonly node: string
  readonly parts: readonly Part[]
  /** Waits for the results, one for each part in order; null: no node could be reached. @throws ScriptError */
  readonly finish: () => readonly Table[] | null
}

/** A table whose rows lie in partitions elsewhere, and are read part by part. A query asks it only for what it needs. */
export abstract class Source extends RemoteTable {
  /** How many parts there are in all. */
  abstract partCount(): number
  /** Whether an update that sets a column which isn't there adds it. */
  get growsByUpdate(): boolean {
    return false
  }

  /** Where parts hold rows of different times by a column: what orders parts by time; null: they don't. */
  timesOf(_column: string): ((part: Part) => string) | null {
    return null
  }

  /** The columns that alone may say which rows get another value of `column`; null: any may. */
  choosersFor(_column: string): readonly string[] | null {
    return null
  }

  /** The names of all partitions at the level that a column is partitioned by, in order; undefined: it is not. */
  partitionNames(_column: string): readonly string[] | undefined {
    return undefined
  }

  /** How the text index of a column takes texts apart, `textindex(parser=english)`; null: it has none. */
  textIndex(_column: string): string | null {
    return null
  }

  /** The parts that may hold rows meeting all conditions; more is allowed, fewer is not. In order of partition. */
  abstract parts(context: Context, conditions: readonly Condition[]): readonly Part[]
  /** Rows of a part: these columns, in this order. Rows that don't meet the conditions may be left out. */
  abstract read(part: Part, columns: readonly string[], conditions: readonly Condition[]): Table
  /**
   * Begins a query of parts on nodes where they lie, and gives who does what; the caller reads all other parts himself. None where
   * that gains nothing.
   */
  begin(_context: Context, _parts: readonly Part[], _query: PartQuery): readonly Elsewhere[] {
    return []
  }
  /**
   * Puts new rows, in all columns, into whole parts, all or none; null empties one. `changed` are the columns that were
   * set: where they say which part a row belongs to, rows move. @throws ScriptError with the tag CHANGED where a part
   * holds other rows by now than were read
   */
  abstract replace(
    context: Context,
    changes: readonly (readonly [part: Part, rows: Table | null])[],
    changed: readonly string[],
  ): void
}

import type { TableSpec } from '../../storage/catalog/table-record.ts'

/** A column as it passes between threads. */
export interface ColumnMessage {
  readonly name: string
  /** As users write it. */
  readonly type: string
  readonly comment?: string
  readonly compression?: string
  readonly index?: string
}

export type TableSpecMessage = Omit<TableSpec, 'columns'> & { readonly columns: readonly ColumnMessage[] }

/**
 * What a partition is to hold: rows in transferred form, or null: nothing; and the commit of which the rows were read that this is
 * made from: undefined: it is made from none; 0: there were none.
 */
export type ChunkContents = readonly [path: string, rows: unknown, read?: number | undefined]

/** What replaces partitions, as getTransactionStatus shows it. */
export type ReplaceType = 'SQLUPDATE' | 'SQLDELETE' | 'SQLUPSERT' | 'DROP' | 'RESTORE'

/** A partition of a table that holds rows. */
export interface ChunkSummary {
  readonly id: string
  readonly path: string
  readonly rows: number
  /** The moment of its last change. */
  readonly cid: number
  readonly bytes: number
  /** In a cluster: the nodes whose replica is there. */
  readonly nodes?: readonly string[]
}

/** Partitions of a table as one session has seen them, for another on another node to see the same. */
export interface SharedView {
  readonly database: string
  readonly table: string
  /** The controllers' answer, about these partitions alone. */
  readonly answer: unknown
}

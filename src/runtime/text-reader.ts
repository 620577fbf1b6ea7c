import type { Vector } from '../values/vectors/vector.ts'
import { Slot } from './slot.ts'

/** What a column of a file of text is read as; texts become STRING or SYMBOL vectors. */
export type TextColumnType = 'BOOL' | 'SHORT' | 'INT' | 'LONG' | 'FLOAT' | 'DOUBLE' | 'STRING' | 'SYMBOL'

export interface TextFileRequest {
  /** Absolute. */
  readonly path: string
  readonly delimiter: string
  /** Lines before the first record. */
  readonly skipLines: number
  /** Records to read at most; missing: all. */
  readonly records?: number
  /** How many fields a record has. */
  readonly width: number
  /** Fields to read, by place, in this order. */
  readonly columns: readonly { readonly place: number; readonly type: TextColumnType }[]
  /** Whether quotation marks enclose fields. */
  readonly quoted: boolean
}

/** Reads files of text, one record a line, by columns. */
export interface TextReader {
  /** What doesn't fit a column's type is null there, as are fields that are missing. @throws ScriptError */
  read(request: TextFileRequest): Vector[]
}

export const textReader = new Slot<TextReader>('reader of text files')

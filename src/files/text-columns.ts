import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { BOOL, type DataType, typeOfName } from '../values/data-type.ts'
import { allocate, type FixedStorage, type TypedArray } from '../values/memory.ts'
import { nullOf } from '../values/null.ts'
import { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { SymbolBase, SymbolVector } from '../values/vectors/symbol-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'

/** What to read of a file of text; see `TextFileRequest` of the runtime, which says the same for scripts. */
export interface TextFile {
  readonly path: string
  readonly delimiter: string
  readonly skipLines: number
  readonly records?: number
  readonly width: number
  readonly columns: readonly { readonly place: number; readonly type: string }[]
  readonly quoted: boolean
}

// What DuckDB casts a field to; SYMBOL and STRING are its texts.
const casts: Readonly<Record<string, string>> = {
  BOOL: 'BOOLEAN',
  SHORT: 'SMALLINT',
  INT: 'INTEGER',
  LONG: 'BIGINT',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
}

const quote = (text: string) => `'${text.replaceAll("'", "''")}'`

// All fields are read as text, so that what doesn't fit its type is null and no error.
function queryOf(file: TextFile): string {
  const fields = Array.from({ length: file.width }, (_, i) => `'f${i}': 'VARCHAR'`).join(', ')
  const outputs = file.columns.map(({ place, type }) => {
    const target = casts[type]
    if (target === undefined) return `f${place}`
    const value = `try_cast(f${place} AS ${target})`
    return type === 'BOOL' ? `try_cast(${value} AS TINYINT)` : value
  })
  const mark = file.quoted ? `'"'` : "''"
  return `SELECT ${outputs.join(', ')} FROM read_csv(${quote(file.path)}, delim=${quote(file.delimiter)}, header=false, skip=${file.skipLines}, quote=${mark}, escape=${mark}, auto_detect=false, null_padding=true, strict_mode=false, parallel=false, columns={${fields}})${file.records === undefined ? '' : ` LIMIT ${file.records}`}`
}

/** Reads columns of a file with DuckDB's reader, in the order of the rows. Rejects when the file is no such text. */
export async function readTextColumns(connection: DuckDBConnection, file: TextFile): Promise<Vector[]> {
  const result = await connection.stream(queryOf(file))
  const builders = file.columns.map(({ type }) => builderOf(type))
  while (true) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) break
    builders.forEach((builder, i) => {
      builder.add(chunk, i)
    })
  }
  return builders.map(builder => builder.finish())
}

/** Gathers one column of chunk after chunk. */
interface ColumnBuilder {
  add(chunk: DuckDBDataChunk, column: number): void
  finish(): Vector
}

function builderOf(type: string): ColumnBuilder {
  if (type === 'STRING') return new TextBuilder()
  return type === 'SYMBOL' ? new SymbolBuilder() : new NumberBuilder(typeOfName(type) ?? BOOL)
}

class NumberBuilder implements ColumnBuilder {
  readonly #type: DataType
  readonly #pieces: TypedArray[] = []
  #length = 0
  #nulls = false

  constructor(type: DataType) {
    this.#type = type
  }

  add(chunk: DuckDBDataChunk, column: number): void {
    const vector = chunk.getColumnVector(column)
    // DuckDB's memory goes with the chunk.
    const piece = (vector as unknown as { items: TypedArray }).items.slice(0, chunk.rowCount)
    const { validity } = vector as unknown as { validity: { itemValid(index: number): boolean } }
    const missing = nullOf(this.#type) as never
    for (let i = 0; i < piece.length; i++) {
      if (validity.itemValid(i)) continue
      piece[i] = missing
      this.#nulls = true
    }
    this.#pieces.push(piece)
    this.#length += piece.length
  }

  finish(): Vector {
    const data: TypedArray = allocate(this.#type.storage as FixedStorage, this.#length)
    let at = 0
    for (const piece of this.#pieces) {
      data.set(piece as never, at)
      at += piece.length
    }
    // A number that is the null's sentinel is a null too.
    return new FixedVector(this.#type, data, this.#nulls || data.includes(nullOf(this.#type) as never))
  }
}

class TextBuilder implements ColumnBuilder {
  readonly #texts: string[] = []

  add(chunk: DuckDBDataChunk, column: number): void {
    const vector = chunk.getColumnVector(column)
    for (let i = 0; i < chunk.rowCount; i++) this.#texts.push((vector.getItem(i) as string | null) ?? '')
  }

  finish(): Vector {
    return StringVector.of(this.#texts)
  }
}

class SymbolBuilder implements ColumnBuilder {
  readonly #base = new SymbolBase()
  readonly #codes: number[] = []

  add(chunk: DuckDBDataChunk, column: number): void {
    const vector = chunk.getColumnVector(column)
    for (let i = 0; i < chunk.rowCount; i++) {
      this.#codes.push(this.#base.encode((vector.getItem(i) as string | null) ?? ''))
    }
  }

  finish(): Vector {
    const codes = allocate('symbol', this.#codes.length)
    codes.set(this.#codes)
    return new SymbolVector(codes, this.#base)
  }
}

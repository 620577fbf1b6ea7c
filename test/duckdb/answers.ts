/** Answers of both engines as rows of cells that can be compared. */
import { type DuckDBConnection, DuckDBDateValue, DuckDBInstance } from '@duckdb/node-api'
import { isLiteral } from '../../src/values/data-type.ts'
import type { Scalar } from '../../src/values/forms/scalar.ts'
import { Table } from '../../src/values/forms/table.ts'
import type { Value } from '../../src/values/value.ts'
import type { RandomTable } from './random-tables.ts'
import { duckdbScript } from './random-tables.ts'

export type Rows = readonly (readonly string[])[]

// Sums come in another order there: equal to ten digits is equal.
function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const rounded = Number(value.toPrecision(10))
  return Math.abs(rounded) < 1e-9 ? '0' : String(rounded)
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'null'
  if (Number.isNaN(value)) return 'null'
  if (typeof value === 'boolean') return value ? '1' : '0'
  if (value instanceof DuckDBDateValue) return String(value.days)
  return typeof value === 'string' ? value : numberText(Number(value))
}

/** Rows of a table. */
export function rowsOfTable(value: Value): Rows {
  if (!(value instanceof Table)) throw new Error(`a table is expected, not a ${value.form}`)
  return Array.from({ length: value.rows }, (_, row) =>
    value.columns.map(column => {
      const cell = column.get(row) as Scalar
      if (cell.isNull) return 'null'
      return isLiteral(cell.type) ? cellOf(cell.raw) : numberText(Number(cell.raw))
    }),
  )
}

export class DuckdbSession {
  readonly #connection: DuckDBConnection

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  static async open(): Promise<DuckdbSession> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '1' })
    return new DuckdbSession(await instance.connect())
  }

  async make(tables: readonly RandomTable[]): Promise<void> {
    await this.#connection.run(tables.map(duckdbScript).join(''))
  }

  async rows(query: string): Promise<Rows> {
    const read = await this.#connection.runAndReadAll(query)
    return read.getRows().map(row => row.map(cellOf))
  }
}

/** In one order, whatever order they came in. */
export const sorted = (rows: Rows): Rows => [...rows].sort((a, b) => (String(a) < String(b) ? -1 : 1))

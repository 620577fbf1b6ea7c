import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { BOOL, type DataType } from '../values/data-type.ts'
import { daysOfMonth } from '../values/elements/civil-date.ts'
import { display } from '../values/format/format.ts'
import type { Table } from '../values/forms/table.ts'
import type { FixedVector } from '../values/vectors/fixed-vector.ts'
import { StringVector } from '../values/vectors/string-vector.ts'
import { SymbolVector } from '../values/vectors/symbol-vector.ts'
import type { Vector } from '../values/vectors/vector.ts'

/** How a column comes into DuckDB, and what it is made of there. */
interface ColumnPlan {
  /** The type of the column that values are put into. */
  readonly stored: string
  /** What is written of it; `c` is the column. */
  readonly written: (c: string) => string
  readonly value: (column: Vector, row: number) => DuckDBValue
}

const raw = (column: Vector, row: number) => (column as FixedVector).raw(row) as number | bigint
const asItIs = (c: string) => c

const plan = (stored: string, written: ColumnPlan['written'] = asItIs, value: ColumnPlan['value'] = raw) => ({
  stored,
  written,
  value,
})

const text = plan('VARCHAR', asItIs, (column, row) => {
  const cell = column.get(row)
  return column instanceof StringVector || column instanceof SymbolVector
    ? String((cell as { raw: unknown }).raw)
    : display(cell)
})

const timeOfMilliseconds = (milliseconds: string) => `TIME '00:00:00' + to_milliseconds(${milliseconds})`

const plans: Readonly<Record<string, ColumnPlan>> = {
  BOOL: plan('BOOLEAN', asItIs, (column, row) => raw(column, row) === 1),
  CHAR: plan('TINYINT'),
  SHORT: plan('SMALLINT'),
  INT: plan('INTEGER'),
  LONG: plan('BIGINT'),
  FLOAT: plan('FLOAT'),
  DOUBLE: plan('DOUBLE'),
  DATE: plan('INTEGER', c => `DATE '1970-01-01' + ${c}`),
  MONTH: plan(
    'INTEGER',
    c => `DATE '1970-01-01' + ${c}`,
    (column, row) => daysOfMonth(Number(raw(column, row))),
  ),
  TIME: plan('INTEGER', timeOfMilliseconds),
  MINUTE: plan('INTEGER', c => timeOfMilliseconds(`${c} * 60000`)),
  SECOND: plan('INTEGER', c => timeOfMilliseconds(`${c} * 1000`)),
  NANOTIME: plan('BIGINT', c => `make_timestamp_ns(${c})::TIME_NS`),
  DATETIME: plan('INTEGER', c => `make_timestamp(${c}::BIGINT * 1000000)`),
  DATEHOUR: plan('INTEGER', c => `make_timestamp(${c}::BIGINT * 3600000000)`),
  TIMESTAMP: plan('BIGINT', c => `make_timestamp(${c} * 1000)`),
  NANOTIMESTAMP: plan('BIGINT', c => `make_timestamp_ns(${c})`),
}

// Digits that a decimal has at most, by its width in bytes.
const digits: Readonly<Record<number, number>> = { 4: 9, 8: 18, 16: 38 }

function planOf(type: DataType): ColumnPlan {
  if (type.category === 'DECIMAL')
    return { ...text, written: c => `CAST(${c} AS DECIMAL(${digits[type.width]}, ${type.scale}))` }
  return plans[type === BOOL ? 'BOOL' : type.name] ?? text
}

// As many rows as DuckDB takes at a time.
const ROWS = 2048

/**
 * Writes a table as a Parquet file (ZSTD). Nulls are nulls; MONTH is its first day, MINUTE and SECOND times of the day; what Parquet has no
 * type for is its text.
 */
export async function writeParquet(connection: DuckDBConnection, path: string, table: Table): Promise<void> {
  const { DuckDBDataChunk } = await import('@duckdb/node-api')
  const columns = table.columns.map((column, i) => ({ column, plan: planOf(column.type), name: `c${i}` }))
  const declared = columns.map(({ name, plan }) => `${name} ${plan.stored}`).join(', ')
  await connection.run(`CREATE OR REPLACE TABLE rows (${declared})`)
  const appender = await connection.createAppender('rows')
  const types = (await connection.run('SELECT * FROM rows')).columnTypes()
  for (let from = 0; from < table.rows; from += ROWS) {
    const to = Math.min(from + ROWS, table.rows)
    const chunk = DuckDBDataChunk.create(types, to - from)
    chunk.setColumns(columns.map(({ column, plan }) => valuesOf(column, plan, from, to)))
    appender.appendDataChunk(chunk)
  }
  appender.closeSync()
  const written = columns.map(
    ({ name, plan }, i) => `${plan.written(name)} AS "${table.names[i]!.replaceAll('"', '""')}"`,
  )
  await connection.run(
    `COPY (SELECT ${written.join(', ')} FROM rows) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`,
  )
  await connection.run('DROP TABLE rows')
}

function valuesOf(column: Vector, { value }: ColumnPlan, from: number, to: number): DuckDBValue[] {
  return Array.from({ length: to - from }, (_, i) =>
    column.isNullAt(from + i) ? null : value(column, from + i),
  )
}

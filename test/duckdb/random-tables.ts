/** Random tables, as the scripts of both engines that make them. */
import fc from 'fast-check'

/** A cell as text, number or null; a date is days since 1970. */
export type Cell = number | string | boolean | null

export interface ColumnKind {
  /** The type's name in a script and in DuckDB. */
  readonly ours: string
  readonly duckdb: string
  readonly cells: readonly Cell[]
  readonly write: (cell: Cell) => string
}

const number = (suffix: string, none: string) => (cell: Cell) => (cell === null ? none : `${cell}${suffix}`)

const text = (cell: Cell) => JSON.stringify(cell ?? '')

export const dateText = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10)

const kinds = {
  INT: { ours: 'INT', duckdb: 'int', cells: [0, 1, 2, 3, -1, null], write: number('', '00i') },
  LONG: { ours: 'LONG', duckdb: 'bigint', cells: [0, 5, -7, 40_000, null], write: number('l', '00l') },
  DOUBLE: {
    ours: 'DOUBLE',
    duckdb: 'double',
    cells: [0, 1.5, -2.25, 0.5, 10, null],
    write: number('', '00F'),
  },
  STRING: {
    ours: 'STRING',
    duckdb: 'varchar',
    cells: ['a', 'b', 'ab', 'Über', '日本', 'a%', null],
    write: text,
  },
  SYMBOL: { ours: 'SYMBOL', duckdb: 'varchar', cells: ['x', 'y', 'z', null], write: text },
  BOOL: {
    ours: 'BOOL',
    duckdb: 'boolean',
    cells: [true, false, null],
    write: cell => (cell === null ? '00b' : `${cell}`),
  },
  DATE: {
    ours: 'DATE',
    duckdb: 'date',
    cells: [18_628, 18_630, 18_700, -3, null],
    write: cell => (cell === null ? '00d' : dateText(cell as number).replaceAll('-', '.')),
  },
} as const satisfies Record<string, ColumnKind>

/** Columns by name: `r` numbers the rows. */
export const columnsOfT = {
  r: 'INT',
  i: 'INT',
  n: 'LONG',
  d: 'DOUBLE',
  x: 'STRING',
  s: 'SYMBOL',
  b: 'BOOL',
  day: 'DATE',
} as const
/** A second table, to be joined. */
export const columnsOfU = { q: 'INT', i: 'INT', w: 'DOUBLE', s: 'SYMBOL', day: 'DATE' } as const

type Columns = Readonly<Record<string, keyof typeof kinds>>

export interface RandomTable {
  readonly name: string
  readonly columns: Columns
  readonly rows: readonly (readonly Cell[])[]
}

/** A table of 0 to 12 rows; its first column numbers them. */
export function randomTable(name: string, columns: Columns): fc.Arbitrary<RandomTable> {
  const [, ...others] = Object.values(columns)
  const row = fc.tuple(...others.map(kind => fc.constantFrom<Cell>(...kinds[kind].cells)))
  return fc
    .oneof(
      { arbitrary: fc.array(row, { maxLength: 2 }), weight: 1 },
      { arbitrary: fc.array(row, { maxLength: 12 }), weight: 4 },
    )
    .map(rows => ({ name, columns, rows: rows.map((cells, r) => [r, ...cells]) }))
}

export function ourScript({ name, columns, rows }: RandomTable): string {
  const written = Object.entries(columns).map(([column, kind], c) => {
    const { ours, write } = kinds[kind]
    if (rows.length === 0) return `array(${ours}, 0) as ${column}`
    const list = `[${rows.map(row => write(row[c]!)).join(', ')}]`
    return kind === 'SYMBOL' ? `symbol(${list}) as ${column}` : `${ours.toLowerCase()}(${list}) as ${column}`
  })
  return `${name} = table(${written.join(', ')})`
}

const quoted = (cell: Cell, kind: keyof typeof kinds): string => {
  if (cell === null) return 'null'
  if (kind === 'DATE') return `date '${dateText(cell as number)}'`
  return typeof cell === 'string' ? `'${cell}'` : `${cell}`
}

export function duckdbScript({ name, columns, rows }: RandomTable): string {
  const types = Object.entries(columns).map(([column, kind]) => `${column} ${kinds[kind].duckdb}`)
  const values = rows.map(
    row => `(${row.map((cell, c) => quoted(cell, Object.values(columns)[c]!)).join(', ')})`,
  )
  const insert = rows.length === 0 ? '' : `insert into ${name} values ${values.join(', ')};`
  return `create or replace table ${name} (${types.join(', ')}); ${insert}`
}

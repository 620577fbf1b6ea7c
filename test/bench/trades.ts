/**
 * The table every engine measures on. Each column is an arithmetic formula of the row number, so that an engine makes its own copy
 * and all hold the same values: trades in order of time over five days, 5,000 symbols, four exchanges.
 */

export const rowCount = 10_000_000
export const symbolCount = 5_000
const days = 5
const rowsPerDay = rowCount / days
const firstDay = 18628 // 2021.01.01, in days since 1970
const openingTime = 34_200_000 // 09:30, in milliseconds
const tradingTime = 23_400_000 // six and a half hours

/** Odd multipliers: one stream of scattered numbers for each column that needs one. */
const streams = {
  sym: 2654435761,
  exchange: 2246822519,
  qty: 3266489917,
  price: 668265263,
  gap: 374761393,
  key: 1640531527,
  spread: 1597334677,
} as const

type Stream = keyof typeof streams

/** The scattered number of a row, from 0 to 2³¹−2. Products stay below 2⁵³, so that doubles compute it exactly. */
export function scatter(stream: Stream, row: number): number {
  return ((Math.imul(row, streams[stream]) >>> 0) * 48271) % 2147483647
}

/** The columns as plain arrays; symbols and exchanges as codes. */
export interface Columns {
  readonly date: Int32Array
  readonly time: Int32Array
  readonly sym: Int32Array
  readonly exchange: Int32Array
  readonly qty: Int32Array
  readonly price: Float64Array
  /** Prices of which about a tenth is missing: NaN. */
  readonly gap: Float64Array
  readonly key: Int32Array
  readonly spread: Float64Array
}

export function makeColumns(): Columns {
  const columns = {
    date: new Int32Array(rowCount),
    time: new Int32Array(rowCount),
    sym: new Int32Array(rowCount),
    exchange: new Int32Array(rowCount),
    qty: new Int32Array(rowCount),
    price: new Float64Array(rowCount),
    gap: new Float64Array(rowCount),
    key: new Int32Array(rowCount),
    spread: new Float64Array(rowCount),
  }
  for (let i = 0; i < rowCount; i++) {
    columns.date[i] = firstDay + Math.floor(i / rowsPerDay)
    columns.time[i] = openingTime + Math.floor(((i % rowsPerDay) * tradingTime) / rowsPerDay)
    columns.sym[i] = scatter('sym', i) % symbolCount
    columns.exchange[i] = scatter('exchange', i) % 4
    columns.qty[i] = 1 + (scatter('qty', i) % 1000)
    columns.price[i] = (1 + (scatter('price', i) % 10000)) / 100
    columns.gap[i] = scatter('gap', i) % 10 === 0 ? Number.NaN : columns.price[i]
    columns.key[i] = scatter('key', i) % 1_000_000
    columns.spread[i] = (1 + (scatter('spread', i) % 10000)) / 1000
  }
  return columns
}

const sqlScatter = (stream: Stream) => `(((i * ${streams[stream]}) % 4294967296) * 48271) % 2147483647`

/** The same table as a query of DuckDB; symbols and exchanges are text. */
export const duckdbTrades = `
  select date '1970-01-01' + (${firstDay} + i // ${rowsPerDay})::int as date,
    (${openingTime} + ((i % ${rowsPerDay}) * ${tradingTime}) // ${rowsPerDay})::int as time,
    'S' || (10000 + (${sqlScatter('sym')}) % ${symbolCount}) as sym,
    'X' || (${sqlScatter('exchange')}) % 4 as exchange,
    (1 + (${sqlScatter('qty')}) % 1000)::int as qty,
    (1 + (${sqlScatter('price')}) % 10000) / 100.0::double as price,
    case when (${sqlScatter('gap')}) % 10 = 0 then null else (1 + (${sqlScatter('price')}) % 10000) / 100.0::double end as gap,
    ((${sqlScatter('key')}) % 1000000)::int as key,
    (1 + (${sqlScatter('spread')}) % 10000) / 1000.0::double as spread
  from range(${rowCount}) rows(i)`

const scriptScatter = (stream: Stream) => `(((i * ${streams[stream]}l) % 4294967296l) * 48271l) % 2147483647l`

/** The same table as a script; \`\` turns a code into a symbol by indexing the list of names. */
export const scriptTrades = `
i = long(0..${rowCount - 1})
date = date(int(${firstDay} + i / ${rowsPerDay}))
time = time(int(${openingTime} + ((i % ${rowsPerDay}) * ${tradingTime}) / ${rowsPerDay}))
sym = symbol("S" + string(10000..${10000 + symbolCount - 1}))[int((${scriptScatter('sym')}) % ${symbolCount})]
exchange = symbol("X" + string(0..3))[int((${scriptScatter('exchange')}) % 4)]
qty = int(1 + (${scriptScatter('qty')}) % 1000)
price = (1 + (${scriptScatter('price')}) % 10000) \\ 100
gap = iif((${scriptScatter('gap')}) % 10 == 0, double(NULL), price)
key = int((${scriptScatter('key')}) % 1000000)
spread = (1 + (${scriptScatter('spread')}) % 10000) \\ 1000
trades = table(date, time, sym, exchange, qty, price, gap, key, spread)
undef(\`i\`date\`time\`sym\`exchange\`qty\`gap\`key)
`

/** The code of a symbol's or an exchange's name, as in `Columns`. */
export const codeOfSymbol = (name: string) => Number(name.slice(1)) - 10000
export const codeOfExchange = (name: string) => Number(name.slice(1))

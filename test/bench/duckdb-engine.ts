import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { duckdbTrades } from './trades.ts'
import { type BenchEngine, exampleSymbol, type WorkloadId } from './workloads.ts'

const aggregates = 'sum(qty) a, sum(price * qty) / sum(qty) b, first(price) c, last(price) d, max(price) e'
const inOrder = 'window w as (order by date, time rows 19 preceding)'
const perSymbol = (order: string) => `
  select sum(qty) over (partition by sym order by ${order}) a,
    case when count(*) over w >= 20 then avg(price) over w end b,
    price / lag(price) over (partition by sym order by ${order}) c
  from trades window w as (partition by sym order by ${order} rows 19 preceding)`
const kept = (query: string) => `create or replace temp table result as ${query}`

/** A query for each variant of each workload. */
const queries: Partial<Record<WorkloadId, Record<string, string>>> = {
  W1a: { query: 'select sum(price), count(price) from trades' },
  W1b: { query: 'select avg(gap) from trades' },
  W2a: { query: `select sum(qty) from trades where price > 50 and exchange = '${exampleSymbol.exchange}'` },
  W2b: { query: `select sum(qty) from trades where price > 50 and sym = '${exampleSymbol.sym}'` },
  W3a: { query: `select exchange, ${aggregates} from trades group by exchange` },
  W3b: { query: `select sym, ${aggregates} from trades group by sym` },
  W3c: { query: 'select key, sum(qty) a from trades group by key' },
  W5a: { byTime: kept(perSymbol('date, time')), byRow: kept(perSymbol('rowid')) },
  W5b: {
    byTime: kept(
      `select case when count(*) over w >= 20 then avg(price) over w end a from trades ${inOrder}`,
    ),
    byRow: kept(`select case when rowid >= 19 then avg(price) over (rows 19 preceding) end a from trades`),
  },
  W16: {
    kept: kept('select price * spread + price a from trades'),
    summed: 'select sum(price * spread + price) from trades',
  },
}

const sums: Partial<Record<WorkloadId, (query: string) => string>> = {
  W3a: query => `select count(*), sum(a), sum(b), 'nan'::double, 'nan'::double, sum(e) from (${query})`,
  W3b: query => `select count(*), sum(a), sum(b), 'nan'::double, 'nan'::double, sum(e) from (${query})`,
  W3c: query => `select count(*), sum(a) from (${query})`,
}
const sumsOfResult: Partial<Record<WorkloadId, string>> = {
  W5a: 'select sum(a), sum(b), sum(c) from result',
  W5b: 'select sum(a) from result',
  W16: 'select sum(a) from result',
}

export class DuckdbEngine implements BenchEngine {
  readonly #connection: DuckDBConnection

  private constructor(connection: DuckDBConnection) {
    this.#connection = connection
  }

  static async open(): Promise<DuckdbEngine> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
    return new DuckdbEngine(await instance.connect())
  }

  async load(): Promise<void> {
    await this.#connection.run(`create table text_trades as ${duckdbTrades}`)
    // Enums are dictionary codes: what makes DuckDB's filters and groups by text fastest.
    await this.#connection.run('create type sym as enum (select distinct sym from text_trades order by sym)')
    await this.#connection.run(
      'create type exchange as enum (select distinct exchange from text_trades order by exchange)',
    )
    await this.#connection.run(`create table trades as
      select * replace (sym::sym as sym, exchange::exchange as exchange) from text_trades order by date, time`)
    await this.#connection.run('drop table text_trades')
  }

  variants(id: WorkloadId): string[] {
    return Object.keys(queries[id] ?? {})
  }

  async run(id: WorkloadId, variant: string): Promise<void> {
    await this.#connection.run(queries[id]![variant])
  }

  async answer(id: WorkloadId, variant: string): Promise<number[]> {
    const query = queries[id]![variant]
    const kept = /^create/.test(query)
    if (kept) await this.#connection.run(query)
    const read = kept ? sumsOfResult[id]! : (sums[id]?.(query) ?? query)
    const rows = (await this.#connection.runAndReadAll(read)).getRows()
    return rows[0].map(Number)
  }
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import pl from 'nodejs-polars'
import { duckdbTrades } from './trades.ts'
import { type BenchEngine, exampleSymbol, type WorkloadId } from './workloads.ts'

const { col } = pl
type Frame = ReturnType<typeof pl.readParquet>

const grouped = (frame: Frame, key: string) =>
  frame
    .lazy()
    .groupBy(key)
    .agg(
      col('qty').sum().alias('a'),
      col('price').mul(col('qty')).sum().div(col('qty').sum()).alias('b'),
      col('price').first().alias('c'),
      col('price').last().alias('d'),
      col('price').max().alias('e'),
    )
    .collectSync()

const rolling = { windowSize: 20, minPeriods: 20 }

const work: Partial<Record<WorkloadId, (frame: Frame) => Frame>> = {
  W1a: frame => frame.select(col('price').sum().alias('a'), col('price').count().alias('b')),
  W1b: frame => frame.select(col('gap').mean().alias('a')),
  W2a: frame => sumWhere(frame, col('exchange').eq(pl.lit(exampleSymbol.exchange))),
  W2b: frame => sumWhere(frame, col('sym').eq(pl.lit(exampleSymbol.sym))),
  W3a: frame => grouped(frame, 'exchange'),
  W3b: frame => grouped(frame, 'sym'),
  W3c: frame => frame.lazy().groupBy('key').agg(col('qty').sum().alias('a')).collectSync(),
  W5a: frame =>
    frame.select(
      col('qty').cast(pl.Int64).cumSum().over('sym').alias('a'),
      col('price').rollingMean(rolling).over('sym').alias('b'),
      col('price').div(col('price').shift(1)).over('sym').alias('c'),
    ),
  W5b: frame => frame.select(col('price').rollingMean(rolling).alias('a')),
  W16: frame => frame.select(col('price').mul(col('spread')).plus(col('price')).alias('a')),
}

function sumWhere(frame: Frame, condition: ReturnType<typeof col>): Frame {
  return frame
    .lazy()
    .filter(col('price').gt(50).and(condition))
    .select(col('qty').sum().alias('a'))
    .collectSync()
}

export class PolarsEngine implements BenchEngine {
  #frame!: Frame

  async load(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'porpoise-bench-'))
    const file = join(folder, 'trades.parquet')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`copy (${duckdbTrades}) to '${file}' (format parquet)`)
    connection.closeSync()
    instance.closeSync()
    const text = pl.readParquet(file)
    this.#frame = text
      .withColumns(col('sym').cast(pl.Categorical), col('exchange').cast(pl.Categorical))
      .sort(['date', 'time'])
    rmSync(folder, { recursive: true })
  }

  variants(id: WorkloadId): string[] {
    return work[id] ? ['expression'] : []
  }

  async run(id: WorkloadId): Promise<void> {
    work[id]!(this.#frame)
  }

  async answer(id: WorkloadId): Promise<number[]> {
    const result = work[id]!(this.#frame)
    if (!/^W(3|5|16)/.test(id)) return result.row(0).map(Number)
    const columns = ['a', 'b', 'c', 'd', 'e'].filter(name => result.columns.includes(name))
    const sums = columns.map(name => Number(result.getColumn(name).cast(pl.Float64).sum()))
    return id.startsWith('W3') ? [result.height, ...sums] : sums
  }
}

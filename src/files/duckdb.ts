import type { DuckDBConnection } from '@duckdb/node-api'

/** DuckDB, in memory: it reads and writes the files it is told, and touches nothing else. */
export async function connectDuckDB(): Promise<DuckDBConnection> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  return instance.connect()
}

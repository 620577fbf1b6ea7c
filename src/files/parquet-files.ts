import type { DuckDBConnection } from '@duckdb/node-api'
import type { Table } from '../values/forms/table.ts'
import { fromTransferable } from '../values/transfer.ts'
import { connectDuckDB } from './duckdb.ts'
import { writeParquet } from './parquet-writer.ts'

/** Opens DuckDB when a file is first to be written. Tables are taken as they pass between threads. */
export class ParquetFiles {
  #connection: Promise<DuckDBConnection> | null = null

  /** Rejects with a message for people. */
  async write(path: string, table: unknown): Promise<void> {
    this.#connection ??= connectDuckDB()
    const connection = await this.#connection
    try {
      await writeParquet(connection, path, fromTransferable(table) as Table)
    } catch (error) {
      const [reason] = (error as Error).message.split('\n')
      throw new Error(`The rows can't be written as Parquet: ${reason}`)
    }
  }
}

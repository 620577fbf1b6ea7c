import type { DuckDBConnection } from '@duckdb/node-api'
import { toTransferable } from '../values/transfer.ts'
import { connectDuckDB } from './duckdb.ts'
import { readTextColumns, type TextFile } from './text-columns.ts'

/** Opens DuckDB when a file is first to be read. Columns are given as they pass between threads. */
export class TextColumnsReader {
  #connection: Promise<DuckDBConnection> | null = null

  /** Rejects with a message for people. */
  async read(file: TextFile): Promise<unknown[]> {
    this.#connection ??= connectDuckDB()
    const connection = await this.#connection
    try {
      return (await readTextColumns(connection, file)).map(toTransferable)
    } catch (error) {
      const [reason] = (error as Error).message.split('\n')
      throw new Error(`${file.path} can't be read as text in columns: ${reason}`)
    }
  }
}

import { parentPort } from 'node:worker_threads'
import { ParquetFiles } from '../../files/parquet-files.ts'
import type { TextFile } from '../../files/text-columns.ts'
import { TextColumnsReader } from '../../files/text-columns-reader.ts'

/** What the thread is asked: to read a file of text, or to write a table (as it passes between threads) as Parquet. */
export type TextRequest =
  | { readonly id: number; readonly file: TextFile }
  | { readonly id: number; readonly parquet: string; readonly table: unknown }

export type TextReply =
  | { readonly id: number; readonly columns: unknown[] }
  | { readonly id: number; readonly failure: string }

// The file that a node starts as a thread: it reads and writes files, one after the other, until it is ended.
const port = parentPort!
const reader = new TextColumnsReader()
const writer = new ParquetFiles()
let last: Promise<void> = Promise.resolve()

port.on('message', (request: TextRequest) => {
  last = last.then(async () => {
    const { id } = request
    const reply: TextReply = await act(request).then(
      columns => ({ id, columns }),
      (error: Error) => ({ id, failure: error.message }),
    )
    port.postMessage(reply)
  })
})

async function act(request: TextRequest): Promise<unknown[]> {
  if ('file' in request) return reader.read(request.file)
  await writer.write(request.parquet, request.table)
  return []
}

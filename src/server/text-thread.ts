import { parentPort } from 'node:worker_threads'
import type { TextFile } from '../files/text-columns.ts'
import { TextColumnsReader } from '../files/text-columns-reader.ts'

/** What the thread is asked, and what it answers. */
export interface TextRequest {
  readonly id: number
  readonly file: TextFile
}

export type TextReply =
  | { readonly id: number; readonly columns: unknown[] }
  | { readonly id: number; readonly failure: string }

// The file that a node starts as a thread: it reads files of text, one after the other, until it is ended.
const port = parentPort!
const reader = new TextColumnsReader()
let last: Promise<void> = Promise.resolve()

port.on('message', ({ id, file }: TextRequest) => {
  last = last.then(async () => {
    const reply: TextReply = await reader.read(file).then(
      columns => ({ id, columns }),
      (error: Error) => ({ id, failure: error.message }),
    )
    port.postMessage(reply)
  })
})

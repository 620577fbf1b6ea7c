import { Worker } from 'node:worker_threads'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { TextFile } from '../../files/text-columns.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { TextReply, TextRequest } from './text-thread.ts'

interface Waiting {
  readonly resolve: (columns: unknown[]) => void
  readonly reject: (error: Error) => void
}

/** As other services, and for the node itself. */
type FileService = Service & {
  readonly writeParquet: (job: number, path: string, table: unknown) => Promise<void>
}

/** Reading files of text and writing Parquet, as it is asked for through the bridge; the thread that does it starts with the first. */
export function textService(): FileService {
  const waiting = new Map<number, Waiting>()
  let thread: Worker | null = null
  let lastId = 0

  const failAll = (message: string) => {
    for (const { reject } of waiting.values()) reject(new ScriptError(message))
    waiting.clear()
    thread = null
  }
  const start = () => {
    const started = new Worker(new URL('./text-thread.ts', import.meta.url))
    started.unref()
    started.on('message', (reply: TextReply) => {
      const asked = waiting.get(reply.id)
      waiting.delete(reply.id)
      if ('columns' in reply) asked?.resolve(reply.columns)
      else asked?.reject(new ScriptError(reply.failure))
    })
    started.on('error', error => failAll(`The thread for files failed: ${error.message}`))
    started.on('exit', () => failAll('The thread for files was ended.'))
    return started
  }
  const ask = (request: (id: number) => TextRequest) =>
    new Promise<unknown[]>((resolve, reject) => {
      const asked = request(++lastId)
      waiting.set(asked.id, { resolve, reject })
      thread ??= start()
      thread.postMessage(asked)
    })
  return {
    read: (_job: number, file: TextFile) => ask(id => ({ id, file })),
    async writeParquet(_job: number, path: string, table: unknown) {
      await ask(id => ({ id, parquet: path, table }))
    },
    close: async () => {
      await thread?.terminate()
    },
  }
}

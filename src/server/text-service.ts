import { Worker } from 'node:worker_threads'
import type { Service } from '../engine/bridge-host.ts'
import type { TextFile } from '../files/text-columns.ts'
import { ScriptError } from '../runtime/script-error.ts'
import type { TextReply, TextRequest } from './text-thread.ts'

interface Waiting {
  readonly resolve: (columns: unknown[]) => void
  readonly reject: (error: Error) => void
}

/** Reading files of text, as scripts ask for it through the bridge; the thread that does it starts with the first. */
export function textService(): Service {
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
    started.on('error', error => failAll(`The reader of text files failed: ${error.message}`))
    started.on('exit', () => failAll('The reader of text files was ended.'))
    return started
  }
  return {
    read: (_job: number, file: TextFile) =>
      new Promise<unknown[]>((resolve, reject) => {
        const request: TextRequest = { id: ++lastId, file }
        waiting.set(request.id, { resolve, reject })
        thread ??= start()
        thread.postMessage(request)
      }),
    close: async () => {
      await thread?.terminate()
    },
  }
}

import { connect as connectSocket } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'
import { connect } from '../../src/client/connect.ts'

// A client in a thread of its own: told a script, it fetches that table; told a number, so many plain bytes. It answers with
// the milliseconds that took.

const { node, plain } = workerData as { node: number; plain: number }
const client = await connect({ host: '127.0.0.1', port: node })

/** Plain bytes into memory, as the client puts columns there. */
function bytes(expected: number): Promise<void> {
  const into = new Uint8Array(new SharedArrayBuffer(expected))
  let got = 0
  return new Promise((resolve, reject) => {
    const socket = connectSocket(plain, '127.0.0.1', () => socket.write(String(expected)))
    socket.on('data', chunk => {
      into.set(chunk, got)
      got += chunk.length
      if (got < expected) return
      socket.destroy()
      resolve()
    })
    socket.on('error', reject)
  })
}

parentPort!.on('message', async (asked: string | number) => {
  const before = performance.now()
  if (typeof asked === 'number') await bytes(asked)
  else await client.run(asked)
  parentPort!.postMessage(performance.now() - before)
})
parentPort!.postMessage(0)

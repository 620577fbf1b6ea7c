import { connect } from 'node:net'
import { parentPort, workerData } from 'node:worker_threads'

// Many connections that each ask, wait for the answer, and ask again.

const { to, port, clients, seconds } = workerData as {
  to: 'node' | 'http'
  port: number
  clients: number
  seconds: number
}
const asked = to === 'http' ? 'GET / HTTP/1.1\r\nHost: n\r\n\r\n' : 'API2 0 10 / 0_1_4_64\nscript\n1+1'
// The last bytes of an answer: INT 2, or the body.
const answered = (chunk: Buffer) => (to === 'http' ? chunk.at(-1) === 50 : chunk.at(-4) === 2)

const times: number[] = []
let end = Number.POSITIVE_INFINITY

/** A connection that asks once, so that it has its session; the second call asks until the end. */
async function client(): Promise<() => Promise<void>> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let fail: (error: Error) => void
  let hear: () => void
  socket.on('data', chunk => (answered(chunk) ? hear() : fail(new Error(`Not the answer: ${chunk}`))))
  socket.on('error', error => fail(error))
  socket.on('close', () => fail(new Error('The connection was closed.')))
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      hear = resolve
      fail = reject
      socket.write(asked)
    })
  await ask()
  return async () => {
    while (performance.now() < end) {
      const sent = performance.now()
      await ask()
      times.push(performance.now() - sent)
    }
    fail = () => {}
    socket.destroy()
  }
}

const open = await Promise.all(Array.from({ length: clients }, client))
const begin = performance.now()
end = begin + 1000 * seconds
await Promise.all(open.map(go => go()))
const lasted = (performance.now() - begin) / 1000
times.sort((a, b) => a - b)
parentPort!.postMessage({
  perSecond: times.length / lasted,
  p50: times[Math.floor(times.length * 0.5)],
  p99: times[Math.floor(times.length * 0.99)],
})

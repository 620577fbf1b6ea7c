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
const begin = performance.now()
const warm = begin + 1000
const end = warm + 1000 * seconds

async function client(): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await new Promise<void>((resolve, reject) => {
    let sent = 0
    const ask = () => {
      sent = performance.now()
      socket.write(asked)
    }
    socket.once('connect', ask)
    socket.on('data', chunk => {
      if (!answered(chunk)) return reject(new Error(`Not the answer: ${chunk}`))
      const now = performance.now()
      if (now > warm) times.push(now - sent)
      if (now >= end) return resolve()
      ask()
    })
    socket.on('error', reject)
    socket.on('close', () => reject(new Error('The connection was closed.')))
  })
  socket.destroy()
}

await Promise.all(Array.from({ length: clients }, client))
times.sort((a, b) => a - b)
parentPort!.postMessage({
  perSecond: times.length / seconds,
  p50: times[Math.floor(times.length * 0.5)],
  p99: times[Math.floor(times.length * 0.99)],
})

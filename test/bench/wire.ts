import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { connect } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

// How fast the node answers its clients, beside plain sockets on the same machine, in one run: rounds go round both, medians
// count. Clients run in threads of their own.
// `node test/bench/wire.ts [--rows 10000000] [--rounds 5] [--clients 1000] [--seconds 5]`

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '5' },
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
  },
})
const rows = Number(flags.rows)
const rounds = Number(flags.rounds)
const clients = Number(flags.clients)
const seconds = Number(flags.seconds)

const home = mkdtempSync(join(tmpdir(), 'porpoise-bench-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 1,
})
const { port } = node.listener

// Sends as many bytes as it is asked for.
const LARGEST = 1 << 26
const data = new Uint8Array(new SharedArrayBuffer(LARGEST)).fill(1)
const plain = createTcpServer(socket => {
  socket.on('error', () => {})
  socket.once('data', asked => {
    for (let left = Number(asked.toString()); left > 0; left -= LARGEST) {
      socket.write(data.subarray(0, Math.min(left, LARGEST)))
    }
  })
})
await new Promise<void>(done => plain.listen(0, '127.0.0.1', done))

/** What a thread answers when it is told `asked`; undefined: what it says first. */
async function answer<T>(thread: Worker, asked?: string | number): Promise<T> {
  if (asked !== undefined) thread.postMessage(asked)
  return (await once(thread, 'message'))[0]
}

const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!

const line = (name: string, text: string) => process.stdout.write(`${name.padEnd(52)}${text}\n`)
line('Load of the machine before', loadavg()[0]!.toFixed(1))

let digits = 0
for (let first = 1; first <= rows; first *= 10) digits += rows - first + 1

// A column's script, and how many bytes it has on the wire.
const tables: readonly (readonly [name: string, column: string, bytes: number])[] = [
  ['fixed columns', `long(1..${rows})`, 8 * rows],
  ['with a SYMBOL', `take(symbol(\`a\`b\`c), ${rows})`, 4 * rows],
  ['with a STRING of few values', `take(["one", "two", "six"], ${rows})`, 4 * rows],
  ['with a STRING, each another', `string(1..${rows})`, digits + rows],
]
const reader = new Worker(new URL('./wire-tables.ts', import.meta.url), {
  workerData: { node: port, plain: (plain.address() as { port: number }).port },
})
await answer(reader)
for (const [name, column, bytes] of tables) {
  const others = `0.5 * 1..${rows} as b, 1..${rows} as c, 2.5 * 1..${rows} as d`
  await answer(reader, `t = table(1..${rows} as id, ${column} as a, ${others})`)
  const size = bytes + (4 + 8 + 4 + 8) * rows
  const ours: number[] = []
  const theirs: number[] = []
  // The first round is for warming up.
  for (let round = 0; round <= rounds; round++) {
    const [our, their] = [await answer<number>(reader, 't'), await answer<number>(reader, size)]
    if (round > 0) ours.push(our)
    if (round > 0) theirs.push(their)
  }
  const [our, their] = [median(ours), median(theirs)]
  const mib = size / 2 ** 20
  line(
    `${rows} rows × 5, ${name}`,
    `${our.toFixed(0)} ms for ${mib.toFixed(0)} MiB (${((1000 * mib) / our).toFixed(0)} MiB/s); plain TCP ${their.toFixed(0)} ms: ${((100 * their) / our).toFixed(0)} % of its speed`,
  )
}
await reader.terminate()
plain.close()

/** Asks in a loop over many connections from another thread; calls a second and milliseconds at the 99th percentile. */
const loop = (to: 'node' | 'http', at: number) =>
  answer<{ perSecond: number; p50: number; p99: number }>(
    new Worker(new URL('./wire-clients.ts', import.meta.url), {
      workerData: { to, port: at, clients, seconds },
    }),
  )

const echo = createServer((_request, response) => void response.end('2'))
await new Promise<void>(done => echo.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, done))
const starter = await connect({ host: '127.0.0.1', port })
await starter.run('1+1')
starter.close()
for (const [name, to, at] of [
  ['1+1', 'node', port],
  ['HTTP echo', 'http', (echo.address() as { port: number }).port],
] as const) {
  const { perSecond, p50, p99 } = await loop(to, at)
  line(
    `${clients} connections, ${name}`,
    `${perSecond.toFixed(0)} calls/s, median ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
  )
}
line('Load of the machine after', loadavg()[0]!.toFixed(1))
echo.closeAllConnections()
echo.close()
await node.close()
rmSync(home, { recursive: true, force: true })

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { connect as connectSocket, createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { connect } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import type { Table } from '../../src/values/table.ts'

// How fast the node answers its clients, beside plain sockets on the same machine, in one run. Clients run in a thread of
// their own. `node test/bench/wire.ts [--rows 10000000] [--clients 1000] [--seconds 5]`

const { values: flags } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    clients: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '5' },
  },
})
const rows = Number(flags.rows)
const clients = Number(flags.clients)
const seconds = Number(flags.seconds)
const shown = (ms: number) => `${(ms / 1000).toFixed(2)} s`

const home = mkdtempSync(join(tmpdir(), 'porpoise-bench-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 1,
})
const { port } = node.listener

async function copyOfBytes(bytes: number): Promise<number> {
  const data = new Uint8Array(new SharedArrayBuffer(bytes)).fill(1)
  const server = createTcpServer(socket => {
    for (let at = 0; at < bytes; at += 1 << 26) socket.write(data.subarray(at, at + (1 << 26)))
    socket.end()
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const into = new Uint8Array(new SharedArrayBuffer(bytes))
  const before = performance.now()
  let got = 0
  await new Promise<void>(done => {
    const socket = connectSocket((server.address() as { port: number }).port, '127.0.0.1')
    socket.on('data', chunk => {
      into.set(chunk, got)
      got += chunk.length
    })
    socket.on('end', done)
  })
  server.close()
  return performance.now() - before
}

async function tableOf(script: string): Promise<{ ms: number; bytes: number }> {
  const client = await connect({ host: '127.0.0.1', port })
  await client.run(`t = ${script}`)
  await client.run('select top 10 * from t')
  const before = performance.now()
  const table = (await client.run('t')) as Table
  const ms = performance.now() - before
  const bytes = table.columns.reduce((sum, column) => sum + column.byteSize(), 0)
  client.close()
  return { ms, bytes }
}

/** Asks in a loop over many connections from another thread; calls a second and milliseconds at the 99th percentile. */
function loop(to: 'node' | 'http', at: number): Promise<{ perSecond: number; p50: number; p99: number }> {
  const worker = new Worker(new URL('./wire-clients.ts', import.meta.url), {
    workerData: { to, port: at, clients, seconds },
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

const line = (name: string, text: string) => process.stdout.write(`${name.padEnd(44)}${text}\n`)
for (const [name, script] of [
  [
    'fixed columns',
    `table(1..${rows} as id, long(1..${rows}) as a, 0.5 * 1..${rows} as b, 1..${rows} as c, 2.5 * 1..${rows} as d)`,
  ],
  [
    'with a SYMBOL',
    `table(1..${rows} as id, take(symbol(\`a\`b\`c), ${rows}) as s, 0.5 * 1..${rows} as b, 1..${rows} as c, 2.5 * 1..${rows} as d)`,
  ],
  [
    'with a STRING',
    `table(1..${rows} as id, take(["one", "two", "three"], ${rows}) as s, 0.5 * 1..${rows} as b, 1..${rows} as c, 2.5 * 1..${rows} as d)`,
  ],
] as const) {
  const { ms, bytes } = await tableOf(script)
  const plain = await copyOfBytes(bytes)
  const rate = (bytes / 2 ** 20 / (ms / 1000)).toFixed(0)
  line(
    `${rows} rows × 5, ${name}`,
    `${shown(ms)} for ${(bytes / 2 ** 20).toFixed(0)} MiB (${rate} MiB/s); plain TCP ${shown(plain)}: ${((100 * plain) / ms).toFixed(0)} % of its speed`,
  )
}

const echo = createServer((_request, response) => void response.end('2'))
await new Promise<void>(done => echo.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, done))
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
echo.closeAllConnections()
echo.close()
await node.close()
rmSync(home, { recursive: true, force: true })

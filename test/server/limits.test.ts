import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect as connectClient } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { scriptValue } from '../script-value.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-limits-'))
after(() => rmSync(home, { recursive: true, force: true }))

let count = 0
const start = (config: Record<string, string>) =>
  startSingle(realHost(), {
    home: join(home, String(++count)),
    localSite: '127.0.0.1:0:n',
    workingFolder: home,
    workers: 1,
    config: new Map(Object.entries(config)),
  })

/** Sends, and gives everything that comes until the other side ends. */
function talk(port: number, bytes: string | Uint8Array, then?: (socket: Socket) => void): Promise<string> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
    socket.write(bytes)
    then?.(socket)
  })
}

const MANY = 512

/** What /metrics says under that name. */
async function measure(port: number, name: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(metrics)![1])
}

test('clients beyond the limit are told so, in one line', async () => {
  const node = await start({ maxConnections: '2' })
  const { port } = node.listener
  const inside = [
    await connectClient({ host: '127.0.0.1', port }),
    await connectClient({ host: '127.0.0.1', port }),
  ]
  assert.match(await talk(port, 'API2 0 8 / 0_1_4_64\nconnect\n'), /^0 0 1\n.*2 \(maxConnections\)\.\n$/)
  assert.match(
    await talk(port, 'GET /health HTTP/1.1\r\nHost: n\r\n\r\n'),
    /^HTTP\/1.1 503 .*\r\n[\s\S]*maxConnections/,
  )
  inside[0]!.close()
  let answer = ''
  while (!answer.includes('OK')) {
    answer = await talk(port, 'API2 0 8 / 0_1_4_64\nconnect\n', socket => void socket.end())
  }
  inside[1]!.close()
  await node.close()
})

test('what stands still in the middle of a request is ended, what is idle is not', async () => {
  const node = await start({ stalledConnectionTimeout: '0.2' })
  const { port } = node.listener
  const idle = await connectClient({ host: '127.0.0.1', port })
  await Promise.all(
    [
      '',
      'AP',
      'API2 0 100 / 0_1_4_64\nscri',
      'API2 0 15 / 0_1_4_64\nfunction\nf\n1\n1\u0004\u0001\u00ff\u00ff',
      'POST /api/sql HTTP/1.1\r\nHost: n\r\nContent-Length: 100\r\n\r\n1+',
      'GET / HTTP/1.1\r\nHos',
    ].map(bytes => talk(port, bytes)),
  )
  assert.equal(display((await idle.run('sleep(600); 42'))!), '42')
  idle.close()
  await node.close()
})

test('a reader that takes nothing is ended', async () => {
  const node = await start({ stalledConnectionTimeout: '0.3' })
  const { port } = node.listener
  const sessions = () => measure(port, 'porpoise_sessions')
  const body = 'script\ntable(1..5000000 as id)'
  const reader = connect(port, '127.0.0.1')
  reader.on('error', () => {})
  reader.pause()
  reader.write(`API2 0 ${body.length} / 0_1_4_64\n${body}`)
  while ((await sessions()) !== 1) await new Promise(setImmediate)
  while ((await sessions()) !== 0) await new Promise(setImmediate)
  reader.destroy()
  await node.close()
})

test('who takes nothing of what his script prints is ended, and his script', async () => {
  const node = await start({})
  const { port } = node.listener
  const body = 'script\ns = concat(take("x", 1000000)); for (i in 0:300) print(s); sleep(600000)'
  const reader = connect(port, '127.0.0.1')
  reader.on('error', () => {})
  reader.pause()
  reader.write(`API2 0 ${body.length} / 0_1_4_64\n${body}`)
  while ((await measure(port, 'porpoise_sessions')) !== 1) await new Promise(setImmediate)
  while ((await measure(port, 'porpoise_sessions')) !== 0) await new Promise(setImmediate)
  reader.destroy()
  await node.close()
})

test('who sends on while his script runs is read no further than a mebibyte, and answered in the end', async () => {
  const node = await start({})
  const { port } = node.listener
  const request = (body: string) => `API2 0 ${body.length} / 0_1_4_64\n${body}`
  const sender = connect(port, '127.0.0.1')
  let answers = 0
  const told = new Promise<void>(resolve =>
    sender.on('data', chunk => {
      answers += String(chunk).split('OK\n').length - 1
      if (answers === MANY) resolve()
    }),
  )
  sender.write(request('script\nsleep(600000)'))
  for (let i = 0; i < MANY; i++) sender.write(request(`script\n1 //${'x'.repeat(65_000)}`))
  const other = await connectClient({ host: '127.0.0.1', port })
  const sleeper = 'exec rootJobId from getConsoleJobs() where desc = "sleep(600000)"'
  while (display((await other.run(`size(${sleeper})`))!) === '0') await new Promise(setImmediate)
  // What the system's own buffers take, it has taken.
  let before = -1
  while (sender.writableLength !== before) {
    before = sender.writableLength
    for (let i = 0; i < 20; i++) assert.ok((await measure(port, 'porpoise_reading_bytes')) < 3 * 2 ** 20)
  }
  assert.ok(before > 0)
  await other.run(`cancelConsoleJob(${sleeper})`)
  await told
  sender.destroy()
  other.close()
  await node.close()
})

test('a WebSocket’s message counts as it comes, and ends it beyond the budget', async () => {
  const node = await start({ maxReadingMemory: '4' })
  const { port } = node.listener
  // A frame of 16 MiB, of which half comes.
  const begun = Buffer.concat([
    Buffer.from([0x82, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
    Buffer.alloc(8 * 2 ** 20),
  ])
  const handshake =
    'GET / HTTP/1.1\r\nHost: n\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n'
  const answer = await talk(port, handshake, socket => socket.once('data', () => socket.write(begun)))
  assert.match(answer, /^HTTP\/1.1 101 /)
  while ((await measure(port, 'porpoise_reading_bytes')) > 0) await new Promise(setImmediate)
  await node.close()
})

test('a script over HTTP that is too long is refused before it comes', async () => {
  const node = await start({})
  const answer = await talk(
    node.listener.port,
    'POST /api/sql HTTP/1.1\r\nHost: n\r\nContent-Type: text/plain\r\nContent-Length: 300000000\r\n\r\n1',
    socket => socket.once('data', () => socket.destroy()),
  )
  assert.match(answer, /^HTTP\/1.1 413 /)
  await node.close()
})

test('a result beyond the node’s limit is an error, be it asked for by a client or over HTTP', async () => {
  const node = await start({ memLimitOfQueryResult: '0.001' })
  const { port } = node.listener
  const client = await connectClient({ host: '127.0.0.1', port })
  await assert.rejects(client.run('1..1000000'), /beyond the limit of 0\.001 GB \(memLimitOfQueryResult\)/)
  assert.equal(display((await client.run('size(1..1000000)'))!), '1000000')
  const asked = { method: 'POST', body: '1..1000000' }
  assert.match(await (await fetch(`http://127.0.0.1:${port}/api/sql`, asked)).text(), /memLimitOfQueryResult/)
  client.close()
  await node.close()
})

test('huge claims cost nothing', async () => {
  const node = await start({})
  const { port } = node.listener
  const before = process.memoryUsage().rss
  const claim = Buffer.concat([
    Buffer.from('API2 0 15 / 0_1_4_64\nvariable\nx\n1\n1\n'),
    Buffer.from('0501ffffff0f01000000', 'hex'),
  ])
  const sockets = await Promise.all(
    Array.from(
      { length: 200 },
      () =>
        new Promise<Socket>(resolve => {
          const socket = connect(port, '127.0.0.1', () => socket.write(claim, () => resolve(socket)))
          socket.on('error', () => {})
        }),
    ),
  )
  const client = await connectClient({ host: '127.0.0.1', port })
  assert.equal(display((await client.run('1 + 1'))!), '2')
  const grown = process.memoryUsage().rss - before
  assert.ok(grown < 300 * 2 ** 20, `${Math.round(grown / 2 ** 20)} MiB`)
  for (const socket of sockets) socket.destroy()
  client.close()
  await node.close()
})

test('what all clients together have begun to send is bounded', async () => {
  const node = await start({ maxReadingMemory: '4' })
  const { port } = node.listener
  // A vector of 2 MiB, of which a part comes.
  const begun = Buffer.concat([
    Buffer.from('API2 0 15 / 0_1_4_64\nvariable\nx\n1\n1\n'),
    Buffer.from('04010000080001000000', 'hex'),
    Buffer.alloc(1.5 * 2 ** 20),
  ])
  const held: Socket[] = []
  const hold = () => talk(port, begun, socket => void held.push(socket))
  const [first, second] = [hold(), hold()]
  const busy = await connectClient({ host: '127.0.0.1', port })
  const reading = () => measure(port, 'porpoise_reading_bytes')
  while ((await reading()) < 3 * 2 ** 20) await new Promise(setImmediate)
  assert.match(await hold(), /^0 0 1\nThe node is reading too much at once; try again later\.\n$/)
  assert.equal(display((await busy.run('1 + 1'))!), '2')
  for (const socket of held) socket.destroy()
  await Promise.all([first, second])
  while ((await reading()) > 0) await new Promise(setImmediate)
  await busy.upload({ y: scriptValue('1..500000') })
  assert.equal(display((await busy.run('size(y)'))!), '500000')
  busy.close()
  await node.close()
})

test('who sends slowly, but sends, is served', async () => {
  const node = await start({ stalledConnectionTimeout: '0.3' })
  const bytes = 'API2 0 10 / 0_1_4_64\nscript\n1+1'
  const answer = await new Promise<string>(resolve => {
    let at = 0
    let said = ''
    const socket = connect(node.listener.port, '127.0.0.1', () => {
      const timer = setInterval(() => {
        if (at < bytes.length) socket.write(bytes[at++]!)
        else clearInterval(timer)
      }, 25)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(`closed after ${said}`))
    socket.on('data', chunk => {
      said += chunk.toString('latin1')
      if (!said.endsWith('\u0002\0\0\0')) return
      resolve(said)
      socket.destroy()
    })
  })
  assert.match(answer, /^1 1 1\nOK\n/)
  await node.close()
})

test('flags: no answer where none is wanted, variables cleared where that is asked for', async () => {
  const node = await start({})
  const request = (flags: number, body: string) => `API2 0 ${body.length} / ${flags}_1_4_64\n${body}`
  const answer = await talk(
    node.listener.port,
    request(4, 'script\nx = 41') + request(16, 'script\nx + 1') + request(0, 'script\nx') + 'nonsense\n',
  )
  assert.ok(answer.startsWith('1 1 1\nOK\n\u0004\0\u002a\0\0\u0000'), JSON.stringify(answer))
  assert.match(answer, /1 0 1\n.*x.*\n1 0 1\nA request begins.*\n$/)
  await node.close()
})

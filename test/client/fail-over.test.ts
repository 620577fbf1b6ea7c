import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect as connectSocket, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connectClient } from '../../src/client/client.ts'
import { connect, nodeSurroundings } from '../../src/client/connect.ts'
import { browserSurroundings } from '../../src/client/connect-in-browser.ts'
import { ConnectionError } from '../../src/client/connection.ts'
import { adviceOn } from '../../src/client/fail-over.ts'
import { leastBusy, siteOf } from '../../src/client/sites.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import type { Value } from '../../src/values/value.ts'
import { scriptValue } from '../script-value.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-fail-over-'))
after(() => rmSync(home, { recursive: true, force: true }))

const start = (name: string, port = 0) =>
  startSingle(realHost(), {
    home: join(home, name),
    localSite: `127.0.0.1:${port}:${name}`,
    workingFolder: home,
    workers: 2,
  })
const shown = (value: Value | undefined) => (value === undefined ? '' : display(value))
const login = { host: '127.0.0.1', user: 'admin', password: '123456' }

test('a node is ended in the middle of a call: the call goes on at the other', async () => {
  const nodes = [await start('a'), await start('b')]
  const sites = nodes.map(node => `127.0.0.1:${node.listener.port}`)
  const client = await connect({
    ...login,
    port: nodes[0]!.listener.port,
    startup: 'def where() { return "here" }',
    highAvailability: true,
    sites,
    loadBalance: false,
  })
  assert.equal(client.site, sites[0])
  const asked = client.run('sleep(300); where()')
  await new Promise(setImmediate)
  await nodes[0]!.close()
  assert.equal(shown(await asked), 'here')
  assert.equal(client.site, sites[1])
  assert.equal(shown(await client.run('1 + 1')), '2')
  client.close()
  await nodes[1]!.close()
})

test('a node that comes back serves again; without high availability a lost connection is told', async () => {
  const first = await start('c')
  const { port } = first.listener
  const lasting = await connect({ ...login, port, highAvailability: true })
  const plain = await connect({ ...login, port })
  await first.close()
  await assert.rejects(plain.run('1'), ConnectionError)
  const asked = lasting.run('40 + 2')
  const again = await start('c', port)
  assert.equal(shown(await asked), '42')
  assert.equal(shown(await plain.run('1')), '1')
  lasting.close()
  plain.close()
  await again.close()
})

/** Passes bytes on, but loses the answer to the nth request and breaks there. */
function losingAnswers(port: number, nth: number) {
  let answers = 0
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const node = connectSocket(port, '127.0.0.1')
    for (const socket of [client, node]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', chunk => node.write(chunk))
    node.on('data', chunk => {
      if (++answers === nth) client.destroy()
      else client.write(chunk)
    })
    node.on('close', () => client.destroy())
    client.on('close', () => node.destroy())
  })
  return new Promise<{ port: number; close: () => void }>(resolve => {
    server.listen(0, '127.0.0.1', () => {
      const close = () => {
        server.close()
        for (const socket of sockets) socket.destroy()
      }
      resolve({ port: (server.address() as { port: number }).port, close })
    })
  })
}

test('a write whose answer is lost is not done twice', async () => {
  const node = await start('d')
  const other = await connect({ ...login, port: node.listener.port })
  await other.run('share table(1:0, [`x], [INT]) as written')
  // connect, then the write: the second answer never comes.
  const proxy = await losingAnswers(node.listener.port, 2)
  const client = await connect({ ...login, port: proxy.port, highAvailability: true })
  assert.equal(shown(await client.call('tableInsert{written}', [scriptValue('table(1 2 3 as x)')])), '3')
  assert.equal(shown(await client.run('exec count(*) from written')), '3')
  client.close()
  other.close()
  proxy.close()
  await node.close()
})

/** Passes bytes on until it is told to stand still: then it takes connections, and lets nothing pass. */
async function standing(port: number) {
  let still = false
  const sockets = new Set<Socket>()
  const server = createServer(client => {
    const node = connectSocket(port, '127.0.0.1')
    for (const socket of [client, node]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', chunk => still || node.write(chunk))
    node.on('data', chunk => still || client.write(chunk))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    stand: () => {
      still = true
    },
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

test('a node that stands still is left for another, one that computes for long is not', {
  timeout: 60_000,
}, async () => {
  const [node, other] = [await start('f'), await start('g')]
  const proxy = await standing(node.listener.port)
  let probes = 0
  const open = (host: string, port: number) => {
    probes++
    return nodeSurroundings.open(host, port)
  }
  const client = await connectClient(
    {
      ...login,
      port: proxy.port,
      highAvailability: true,
      sites: [`127.0.0.1:${other.listener.port}`],
      loadBalance: false,
      silence: 50,
    },
    { ...nodeSurroundings, open },
  )
  assert.equal(shown(await client.run('sleep(700); getNodeAlias()')), 'f')
  assert.ok(probes > 3, `${probes} connections`)
  const asked = client.run('sleep(300); getNodeAlias()')
  await new Promise(setImmediate)
  proxy.stand()
  assert.equal(shown(await asked), 'g')
  client.close()
  proxy.close()
  await Promise.all([node.close(), other.close()])
})

test('uploads, printed messages and cancelling; over WebSocket too', async () => {
  const node = await start('e')
  const { port } = node.listener
  for (const surroundings of [nodeSurroundings, browserSurroundings(false)]) {
    const client = await connectClient({ ...login, port }, surroundings)
    await client.upload({ t: scriptValue('table(1 2 3 as id, `a`b`c as s)') })
    const printed: string[] = []
    const sum = await client.run('print("adding"); exec sum(id) from t', {
      onPrint: text => printed.push(text),
    })
    assert.equal(shown(sum), '6')
    assert.deepEqual(printed, ['adding'])
    const blocks = await client.run('table(1..20000 as id)', { fetchSize: 8192 })
    assert.equal(shown(scriptValue('1')) && (blocks as { length: number }).length, 3)
    const running = assert.rejects(
      client.run('print("runs"); sleep(60000)', { onPrint: () => void client.cancel() }),
      /cancelled/,
    )
    await running
    assert.equal(shown(await client.run('2')), '2')
    client.close()
  }
  await node.close()
})

test('what errors say about where to go', () => {
  assert.deepEqual(adviceOn('<NotLeader>10.0.0.2:8848:node2'), {
    is: 'elsewhere',
    site: { host: '10.0.0.2', port: 8848 },
  })
  assert.deepEqual(adviceOn('<DataNodeNotAvail>node2'), { is: 'elsewhere', site: null })
  assert.deepEqual(adviceOn('<NotLeader>'), { is: 'elsewhere', site: null })
  assert.deepEqual(adviceOn('<ChunkInTransaction>'), { is: 'later' })
  assert.deepEqual(adviceOn('x => Cannot recognize <NotLeader>'), { is: 'tell' })
})

test('the least busy node is chosen, never a dead one', () => {
  const perf = (rows: string) => leastBusy(scriptValue(rows), ['a:1', 'b:2', 'c:3'].map(siteOf), () => 0.999)
  const table = (state: string, load: string, most = '512 512 512') =>
    `table(["a", "b", "c"] as host, 1 2 3 as port, 0 0 0 as mode, ${state} as state, 1000000000l 1000000000l 1000000000l as memoryUsed,
      8.0 8.0 8.0 as maxMemSize, 1 1 1 as connectionNum, ${most} as maxConnections, ${load} as avgLoad)`
  assert.deepEqual(perf(table('1 1 1', '0.9 0.1 0.9')), { host: 'b', port: 2 })
  assert.deepEqual(perf(table('1 1 0', '0.1 0.1 0.0')), { host: 'b', port: 2 })
  assert.deepEqual(perf(table('1 1 1', '0.1 0.1 0.1', '512 512 0')), { host: 'b', port: 2 })
  assert.equal(perf(table('1 1 1', '0.9 0.9 0.9')), undefined)
})

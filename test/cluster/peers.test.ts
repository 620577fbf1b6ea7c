import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, test } from 'node:test'
import { NotLeader } from '../../src/cluster/consensus/consensus.ts'
import { LONGEST_BULK } from '../../src/cluster/link/limits.ts'
import { TcpPeers } from '../../src/cluster/link/tcp-peers.ts'
import { type Trust, trustByAddress, trustBySecret } from '../../src/cluster/link/trust.ts'
import { PeerError } from '../../src/cluster/peers.ts'
import type { Site } from '../../src/cluster/site.ts'
import { realHost } from '../../src/host/real/host.ts'
import { socketChannel } from '../../src/host/real/network.ts'

const host = realHost()

interface Node {
  readonly site: Site
  readonly peers: TcpPeers
  readonly server: Server
  readonly log: string[]
  readonly sockets: Set<Socket>
  stop(): Promise<void>
}

const started: Node[] = []
afterEach(async () => {
  for (const node of started.splice(0)) await node.stop()
})

async function node(alias: string, options: { trust?: Trust; encrypted?: boolean; port?: number } = {}) {
  const log: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    void peers.accept(socketChannel(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  const site = { host: '127.0.0.1', port, alias }
  const peers = new TcpPeers({
    self: site,
    network: host.network,
    clock: host.clock,
    random: host.random,
    trust: options.trust ?? trustBySecret('one'),
    encrypted: options.encrypted ?? false,
    log: text => log.push(text),
  })
  const stop = async () => {
    peers.close()
    for (const socket of sockets) socket.destroy()
    if (server.listening) await new Promise(done => server.close(done))
  }
  const made: Node = { site, peers, server, log, sockets, stop }
  started.push(made)
  return made
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await host.clock.sleep(5)
}

test('a node asks another and is asked itself; what is thrown comes back with its tag', async () => {
  const [a, b] = [await node('a'), await node('b')]
  b.peers.serve('double', async (request, from) => ({ from: from.alias, twice: (request as bigint) * 2n }))
  b.peers.serve('led', async () => {
    throw new NotLeader({ host: 'h', port: 1, alias: 'c' })
  })
  a.peers.serve('double', async request => request)
  assert.deepEqual(await a.peers.ask(b.site, 'double', 2n ** 40n, 1000), { from: 'a', twice: 2n ** 41n })
  assert.equal(await b.peers.ask(a.site, 'double', 'x', 1000), 'x')
  assert.equal(await a.peers.ask(a.site, 'double', 'own', 1000), 'own')
  const led = a.peers.ask(b.site, 'led', null, 1000)
  await assert.rejects(led, new PeerError('refused', '<NotLeader>h:1:c', '<NotLeader>h:1:c'))
  await assert.rejects(a.peers.ask(b.site, 'nothing', null, 1000), { reason: 'refused' })
})

test('told messages arrive, and none is waited for', async () => {
  const [a, b] = [await node('a'), await node('b')]
  const heard: unknown[] = []
  b.peers.serve('news', async message => heard.push(message))
  for (let i = 0; i < 100; i++) a.peers.tell(b.site, 'news', i)
  await until(() => heard.length === 100)
  assert.deepEqual(
    heard,
    Array.from({ length: 100 }, (_, i) => i),
  )
})

test('large requests and answers travel beside the small ones', async () => {
  const [a, b] = [await node('a'), await node('b')]
  const large = new Uint8Array(40 << 20).fill(7)
  b.peers.serve('size', async request => (request as Uint8Array).length)
  b.peers.serve('large', async () => large)
  b.peers.serve('small', async () => 'ok')
  const sizes = [1, 2, 3].map(() => a.peers.ask(b.site, 'size', large, 20_000))
  const copies = [1, 2].map(() => a.peers.ask(b.site, 'large', null, 20_000))
  assert.equal(await a.peers.ask(b.site, 'small', null, 5000), 'ok')
  assert.deepEqual(await Promise.all(sizes), [large.length, large.length, large.length])
  for (const copy of await Promise.all(copies)) assert.ok(Buffer.compare(copy as Uint8Array, large) === 0)
  // One link for messages and one for bulk.
  assert.equal(b.sockets.size, 2)
  const tooLong = a.peers.ask(b.site, 'size', new Uint8Array(LONGEST_BULK), 20_000)
  await assert.rejects(tooLong, /is too long: 268435456 are the most/)
})

test('no answer in time, nobody there, a link that breaks: each says so', async () => {
  const [a, b] = [await node('a'), await node('b')]
  b.peers.serve('never', () => new Promise(() => {}))
  await assert.rejects(a.peers.ask(b.site, 'never', null, 30), { reason: 'timeout' })
  const waiting = assert.rejects(a.peers.ask(b.site, 'never', null, 10_000), { reason: 'unreachable' })
  await until(() => b.sockets.size === 1)
  await b.stop()
  await waiting
  await assert.rejects(a.peers.ask(b.site, 'never', null, 1000), { reason: 'unreachable' })
  assert.ok(a.log.length <= 2, a.log.join('\n'))
})

test('a node that stands still is given up, also what it was asked in bulk', {
  timeout: 60_000,
}, async () => {
  const [a, b] = [await node('a'), await node('b')]
  b.peers.serve('size', async request => (request as Uint8Array).length)
  const large = new Uint8Array(1 << 20)
  assert.equal(await a.peers.ask(b.site, 'size', large, 20_000), large.length)
  await until(() => b.sockets.size === 2)
  // As of a process that is stopped: its machine goes on taking connections and bytes.
  for (const socket of b.sockets) socket.pause()
  b.server.removeAllListeners('connection')
  const begin = host.clock.monotonic()
  const asked = [large, new Uint8Array(1)].map(body => a.peers.ask(b.site, 'size', body, 60_000))
  for (const each of asked) await assert.rejects(each, { reason: 'unreachable' })
  assert.ok(host.clock.monotonic() - begin < 30_000_000_000n)
})

test('a node that comes back is reached again, and its going and coming are seen', async () => {
  const a = await node('a')
  const seen: string[] = []
  a.peers.watch((alias, here) => seen.push(`${alias} ${here ? 'came' : 'went'}`))
  a.peers.serve('hello', async () => 'hello')
  let b = await node('b')
  const { port } = b.site
  b.peers.serve('who', async () => 1)
  await b.peers.ask(a.site, 'hello', null, 1000)
  assert.equal(await a.peers.ask(b.site, 'who', null, 1000), 1)
  await b.stop()
  await until(() => seen.length === 2)
  b = await node('b', { port })
  b.peers.serve('who', async () => 2)
  let answer: unknown
  while (answer !== 2) answer = await a.peers.ask(b.site, 'who', null, 1000).catch(() => host.clock.sleep(5))
  await b.peers.ask(a.site, 'hello', null, 1000)
  assert.deepEqual(seen, ['b came', 'b went', 'b came'])
})

test('who has another secret, another alias or another address is refused, and both sides say why', async () => {
  const a = await node('a')
  const stranger = await node('s', { trust: trustBySecret('two') })
  stranger.peers.serve('x', async () => 'reached')
  a.peers.serve('x', async () => 'reached')
  await assert.rejects(a.peers.ask(stranger.site, 'x', null, 1000), /has another cluster secret/)
  await assert.rejects(stranger.peers.ask(a.site, 'x', null, 1000), /has another cluster secret/)
  const misnamed = { ...a.site, alias: 'b' }
  const other = await node('c')
  await assert.rejects(other.peers.ask(misnamed, 'x', null, 1000), /is a, not b/)
  const far = await node('f', { trust: trustByAddress(host.network, async () => ['10.1.1.1']) })
  const near = await node('n', { trust: trustByAddress(host.network, async () => ['127.0.0.3']) })
  near.peers.serve('x', async () => 'reached')
  assert.equal(await far.peers.ask(near.site, 'x', null, 1000), 'reached')
  await assert.rejects(near.peers.ask(far.site, 'x', null, 1000), /127\.0\.0\.1 is the address of no node/)
  assert.match(far.log.join('\n'), /A link from 127\.0\.0\.1 was refused/)
})

test('encrypted links: the same, with the secret as key; plain ones are refused', async () => {
  const [a, b] = [await node('a', { encrypted: true }), await node('b', { encrypted: true })]
  b.peers.serve('size', async request => (request as Uint8Array).length)
  assert.equal(await a.peers.ask(b.site, 'size', new Uint8Array(3 << 20), 5000), 3 << 20)
  const plain = await node('p')
  plain.peers.serve('size', async () => 0)
  await assert.rejects(plain.peers.ask(b.site, 'size', null, 1000), /are encrypted: set enableRpcSSL=true/)
  await assert.rejects(a.peers.ask(plain.site, 'size', null, 1000), /takes no encrypted links/)
  const stranger = await node('s', { encrypted: true, trust: trustBySecret('two') })
  await assert.rejects(stranger.peers.ask(b.site, 'size', null, 1000), /Encryption failed/)
})

test('who listens in reads what passes over a plain link, and nothing of an encrypted one', async () => {
  for (const encrypted of [false, true]) {
    const [a, b] = [await node('a', { encrypted }), await node('b', { encrypted })]
    b.peers.serve('echo', async request => request)
    const heard: Buffer[] = []
    const between = createServer(near => {
      const far = connect(b.site.port, '127.0.0.1')
      for (const [from, to] of [
        [near, far],
        [far, near],
      ]) {
        from!.on('data', chunk => {
          heard.push(chunk)
          to!.write(chunk)
        })
        from!.on('error', () => {})
        from!.on('close', () => to!.destroy())
      }
    })
    between.listen(0, '127.0.0.1')
    await once(between, 'listening')
    const { port } = between.address() as { port: number }
    assert.equal(
      await a.peers.ask({ ...b.site, port }, 'echo', 'a row of somebody', 5000),
      'a row of somebody',
    )
    const text = Buffer.concat(heard).toString('latin1')
    assert.equal(text.includes('a row of somebody'), !encrypted)
    a.peers.close()
    between.close()
  }
})

test('bytes that are no handshake, or a handshake that stops, end their own connection only', async () => {
  const b = await node('b')
  b.peers.serve('x', async () => 'ok')
  for (const bytes of [
    'PEER1P\xff\xff\xff\xff',
    'PEER1P\x05\0\0\0hello',
    'PEER1E',
    'nonsense that is long enough',
  ]) {
    const socket = connect(b.site.port, '127.0.0.1')
    socket.on('error', () => {})
    socket.resume()
    socket.end(Buffer.from(bytes, 'latin1'))
    await once(socket, 'close')
  }
  const a = await node('a')
  assert.equal(await a.peers.ask(b.site, 'x', null, 1000), 'ok')
})

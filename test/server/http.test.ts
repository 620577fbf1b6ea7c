import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-http-'))
const notebook = join(home, 'notebook')
mkdirSync(join(notebook, 'assets'), { recursive: true })
writeFileSync(join(notebook, 'index.html'), '<h1>notebook</h1>')
writeFileSync(join(notebook, 'assets/a.wasm'), Buffer.from([0, 97, 115, 109]))
writeFileSync(join(notebook, 'assets/a.js'), 'export const a = 1')
writeFileSync(join(home, 'secret.txt'), 'hush')
const start = (folder: string, built: string) =>
  startSingle(realHost(), {
    home: join(home, folder),
    localSite: '127.0.0.1:0:n',
    workingFolder: home,
    workers: 1,
    notebook: built,
  })
const node = await start('a', notebook)
const { port } = node.listener
after(async () => {
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)

test('the notebook: files as they lie, every other path is its page', async () => {
  for (const path of ['/', '/shell/', '/access/user', '/dashboard/123?x=a.b']) {
    assert.equal(await (await get(path)).text(), '<h1>notebook</h1>', path)
  }
  assert.equal((await get('/assets/a.wasm')).headers.get('content-type'), 'application/wasm')
  assert.match((await get('/assets/a.js')).headers.get('content-type')!, /javascript/)
  assert.equal((await get('/assets/b.js')).status, 404)
  for (const path of ['/..%2fsecret.txt', '/%2e%2e/secret.txt', '/%zz.txt']) {
    assert.doesNotMatch(await (await get(path)).text(), /hush/, path)
  }
})

test('a node without a notebook says so', async () => {
  const bare = await start('b', join(home, 'nowhere'))
  const page = await (await fetch(`http://127.0.0.1:${bare.listener.port}/shell`)).text()
  assert.match(page, /isn't built/)
  await bare.close()
})

async function handshake(protocol: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'GET /any/path HTTP/1.1\r\nHost: n\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      `Sec-WebSocket-Key: ${'A'.repeat(22)}==\r\n${protocol && `Sec-WebSocket-Protocol: ${protocol}\r\n`}\r\n`,
  )
  let answer = ''
  for await (const chunk of socket) if ((answer += chunk).includes('\r\n\r\n')) break
  return answer
}

test('sub-protocols are confirmed, or refused with the reason', async () => {
  assert.match(await handshake(''), /^HTTP\/1.1 101/)
  assert.match(await handshake('streaming'), /^HTTP\/1.1 101[\s\S]*Sec-WebSocket-Protocol: streaming/)
  assert.match(await handshake('python'), /^HTTP\/1.1 400[\s\S]*Python parser/)
  assert.match(await handshake('debug'), /^HTTP\/1.1 400/)
})

test('first bytes that come one by one, and first bytes of nothing known', async () => {
  const talk = async (bytes: string) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    for (const byte of bytes) await new Promise(done => socket.write(byte, done))
    let answer = ''
    for await (const chunk of socket) {
      answer += chunk
      if (answer.includes('OK\n') || answer.includes('</h1>')) break
    }
    return answer
  }
  assert.match(await talk('API2 0 8 / 0_1_4_64\nconnect\n'), /^\d+ 0 1\nOK\n$/)
  assert.match(await talk('GET / HTTP/1.1\r\nHost: n\r\n\r\n'), /notebook/)
  assert.match(await talk('SSH-2.0'), /This port speaks/)
})

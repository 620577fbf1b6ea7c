import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { get as getSecurely } from 'node:https'
import { connect as connectPlainly } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { connect as connectClient } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { StartError, startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { selfSigned } from './self-signed.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-tls-'))
const { certificate, key } = selfSigned()
const start = (name: string, config: Record<string, string> = {}) =>
  startSingle(realHost(), {
    home: join(home, name),
    localSite: '127.0.0.1:0:n',
    workingFolder: home,
    workers: 1,
    config: new Map(Object.entries({ enableHTTPS: 'true', stalledConnectionTimeout: '0.5', ...config })),
  })
mkdirSync(join(home, 'node', 'keys'), { recursive: true })
writeFileSync(join(home, 'node', 'keys', 'serverCert.crt'), certificate)
writeFileSync(join(home, 'node', 'keys', 'serverPrivate.key'), key)
const node = await start('node')
const { port } = node.listener
after(async () => {
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

const securely = (): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca: certificate, servername: 'localhost' }, () =>
      resolve(socket),
    )
    socket.once('error', reject)
  })

/** What comes until it ends as wanted, or the other side ends. */
function heard(
  socket: { on(event: string, listener: (chunk: Buffer) => void): unknown },
  isWhole: (answer: string) => boolean = () => false,
): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk.toString('latin1')
      if (isWhole(answer)) resolve(answer)
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(answer))
  })
}

test('pages over HTTPS; over plain HTTP it is said that only that is spoken', async () => {
  const status = await new Promise((resolve, reject) => {
    getSecurely({ host: '127.0.0.1', port, path: '/health', ca: certificate }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })
  assert.equal(status, 200)
  const plain = await fetch(`http://127.0.0.1:${port}/health`)
  assert.equal(plain.status, 426)
  assert.match(await plain.text(), /HTTPS only/)
})

test('a client of the protocol inside TLS, and one without', async () => {
  const socket = await securely()
  socket.write('API2 0 8 / 0_1_4_64\nconnect\nAPI2 0 10 / 0_1_4_64\nscript\n1+1')
  assert.match(
    await heard(socket, answer => answer.endsWith('\u0004\0\u0002\0\0\0')),
    /^\d+ 0 1\nOK\n\d+ 1 1\nOK\n/,
  )
  socket.destroy()
  const client = await connectClient({ host: '127.0.0.1', port })
  assert.equal(display((await client.run('6 * 7'))!), '42')
  client.close()
})

test('a WebSocket inside TLS', async () => {
  const socket = await securely()
  socket.write(
    'GET / HTTP/1.1\r\nHost: n\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  assert.match(
    await heard(socket, answer => answer.endsWith('\r\n\r\n')),
    /^HTTP\/1\.1 101 [\s\S]*Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/,
  )
  socket.destroy()
})

test('handshakes that are none, or never end, are ended; others go on', async () => {
  const begun = Buffer.from('16030100c8010000c40303', 'hex')
  const broken = Buffer.concat([Buffer.from('160301002a', 'hex'), Buffer.alloc(42, 0xee)])
  for (const bytes of [begun, broken]) {
    const socket = connectPlainly(port, '127.0.0.1', () => socket.write(bytes))
    await heard(socket)
  }
  const silent = await securely()
  assert.equal(await heard(silent), '')
  const socket = await securely()
  socket.destroy()
})

test('without a certificate it doesn’t start, and says where one should be', async () => {
  await assert.rejects(start('bare'), (error: Error) => {
    assert.ok(error instanceof StartError)
    assert.match(error.message, /enableHTTPS=true: there is no .*keys\/serverCert\.crt \(httpsCertificate\)/)
    return true
  })
  writeFileSync(join(home, 'wrong.pem'), 'no certificate')
  const wrong = join(home, 'wrong.pem')
  await assert.rejects(start('wrong', { httpsCertificate: wrong, httpsPrivateKey: wrong }), StartError)
})

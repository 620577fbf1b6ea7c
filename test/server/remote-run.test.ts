import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import { TestNode } from './people.ts'
import { selfSigned } from './self-signed.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-remote-'))
const there = await startSingle(
  { ...realHost(), log: { write: () => {} } },
  { home, localSite: '127.0.0.1:0:there', workingFolder: home, workers: 2 },
)
const here = new TestNode({ workers: 2 })
after(async () => {
  await here.close()
  await there.close()
  rmSync(home, { recursive: true, force: true })
})
await here.node.administration.open()
const { port } = there.listener
const own = here.session('guest')
await own.shown(`conn = xdb("127.0.0.1", ${port}, "admin", 123456)`)

test('a connection is a session of its own over there, and runs scripts and functions', async () => {
  assert.match(await own.shown('conn'), new RegExp(`^Conn\\[127\\.0\\.0\\.1:${port}:\\d+\\]$`))
  assert.equal(await own.shown('remoteRun(conn, "x = 1..10; avg x")'), '5.5')
  assert.equal(await own.shown('remoteRun(conn, "x[0]")'), '1')
  assert.equal(await own.shown('remoteRun(conn, "sum", 1..100)'), '5050')
  assert.equal(await own.shown('conn.remoteRun("getNodeAlias()")'), 'there')
  assert.equal(await own.shown('remoteRun(conn, "getCurrentSessionAndUser()[1]")'), 'admin')
  await own.shown('def twice(x): 2 * x\ndef myAvg(x, y = 1){ return avg(twice(x)) + y }')
  assert.equal(await own.shown('remoteRunCompatible(conn, myAvg, 1..100)'), '102')
  assert.equal(await own.shown('remoteRun(conn, myAvg{, 2}, 1..100)'), '103')
  assert.equal(await own.shown('remoteRun(conn, def(x, y): x + y, 10, 15)'), '25')
  assert.equal(await own.shown('remoteRun(conn, each, twice, 1..3)'), '[2,4,6]')
  assert.equal(await own.shown('n = 7; def adder(n){ return x -> x + n }; remoteRun(conn, adder(n), 1)'), '8')
  await own.shown(
    't = remoteRunWithCompression(conn, def(t){ return select * from t where x % 2 == 0 }, table(1..4000 as x))',
  )
  assert.equal(await own.shown('exec sum(x) from t'), '4002000')
  assert.equal(await own.shown('remoteRun(conn, "def f(){}")'), '')
})

test('a connection by TLS, and one to something that doesn’t speak it', async () => {
  const { certificate, key } = selfSigned()
  const folder = join(home, 'secure')
  mkdirSync(join(folder, 'keys'), { recursive: true })
  writeFileSync(join(folder, 'keys', 'serverCert.crt'), certificate)
  writeFileSync(join(folder, 'keys', 'serverPrivate.key'), key)
  const secure = await startSingle(
    { ...realHost(), log: { write: () => {} } },
    {
      home: folder,
      localSite: '127.0.0.1:0:secure',
      workingFolder: home,
      workers: 1,
      config: new Map([['enableHTTPS', 'true']]),
    },
  )
  try {
    const { port } = secure.listener
    assert.equal(
      await own.shown(`remoteRun(xdb("127.0.0.1", ${port}, "admin", "123456", true), "getNodeAlias()")`),
      'secure',
    )
    assert.match(
      await own.shown(`xdb("127.0.0.1", ${there.listener.port}, , , true)`),
      /^error: Failed to connect/,
    )
  } finally {
    await secure.close()
  }
})

test('errors say where they come from', async () => {
  const at = `127.0.0.1:${port}`
  assert.match(
    await own.shown('remoteRun(conn, \'throw "oops"\')'),
    new RegExp(`^error: ${at}: throw "oops" => oops`),
  )
  assert.match(
    await own.shown(`xdb("127.0.0.1", ${port}, "admin", "wrong")`),
    new RegExp(`^error: ${at}: The user name or password is incorrect\\.`),
  )
  assert.match(await own.shown('xdb("127.0.0.1", 1)'), /^error: Failed to connect to 127\.0\.0\.1:1: /)
  assert.match(await own.shown('xdb("none")'), /^error: There is no node none here\./)
  assert.match(await own.shown('remoteRun("x", "1")'), /^error: Usage: remoteRun/)
  assert.equal(await own.shown('remoteRun(conn, "1 + 1")'), '2')
})

test('a connection ends when it is closed, with its session, and when what it runs is cancelled', async () => {
  await own.shown(`c2 = xdb("127.0.0.1", ${port}); close(c2); close(c2)`)
  assert.equal(await own.shown('remoteRun(c2, "1")'), 'error: The connection is closed.')
  const other = here.session('guest')
  await other.shown(`c3 = xdb("127.0.0.1", ${port})`)
  const sessions = () => own.shown('remoteRun(conn, "getSessionMemoryStat().rows()")')
  const before = Number(await sessions())
  const { job, outcome } = here.node.engine.execute(other.handle, 'remoteRun(c3, "sleep(60000)")')
  while ((await own.shown('remoteRun(conn, "getConsoleJobs().rows()")')) !== '2')
    await new Promise(resolve => setTimeout(resolve, 20))
  here.node.engine.cancel(job)
  assert.equal((await outcome).ok, false)
  while (Number(await sessions()) >= before) await new Promise(resolve => setTimeout(resolve, 20))
  const third = here.session('guest')
  await third.shown(`c4 = xdb("127.0.0.1", ${port})`)
  assert.equal(Number(await sessions()), before)
  here.node.administration.sessions.close(third.handle)
  while (Number(await sessions()) >= before) await new Promise(resolve => setTimeout(resolve, 20))
})

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { tableFromIPC } from 'apache-arrow'
import { connect } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import type { Scalar } from '../../src/values/forms/scalar.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-sql-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const { port } = node.listener
const base = `http://127.0.0.1:${port}`
after(async () => {
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`
const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(`${base}/api/sql`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'text/plain', authorization: basic('admin', '123456'), ...headers },
  })

const SCRIPT = 'print("hello"); table([1, NULL] as id, ["a,b", "c\\"d"] as s, 2024.01.02 2024.01.03 as d)'

test('JSON: the value, and what was printed', async () => {
  assert.deepEqual(await (await post(SCRIPT)).json(), {
    form: 'table',
    value: [
      { id: 1, s: 'a,b', d: '2024.01.02' },
      { id: null, s: 'c"d', d: '2024.01.03' },
    ],
    printed: ['hello'],
  })
  const asJson = await post(JSON.stringify({ script: '1 + 1' }), { 'content-type': 'application/json' })
  assert.deepEqual(await asJson.json(), { form: 'scalar', value: 2, printed: [] })
  const asForm = await post('1 + 2', { 'content-type': 'application/x-www-form-urlencoded' })
  assert.deepEqual(await asForm.json(), { form: 'scalar', value: 3, printed: [] })
  assert.deepEqual(await (await post('x = 1')).json(), { form: null, value: null, printed: [] })
})

test('CSV', async () => {
  const answer = await post(SCRIPT, { accept: 'text/csv' })
  assert.match(answer.headers.get('content-type')!, /^text\/csv/)
  assert.equal(await answer.text(), 'id,s,d\n1,"a,b",2024.01.02\n,"c""d",2024.01.03\n')
})

test('an Arrow stream', async () => {
  const accept = 'application/vnd.apache.arrow.stream'
  const answer = await post('table(1..1000 as id, string(1..1000) as s)', { accept })
  const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()))
  assert.equal(table.numRows, 1000)
  assert.equal(table.getChild('s')!.get(999), '1000')
  assert.equal((await post('1', { accept })).status, 406)
})

test('errors tell their place', async () => {
  const answer = await post('x = 1\ny = x + nowhere')
  assert.equal(answer.status, 400)
  const { error, line, column } = (await answer.json()) as { error: string; line: number; column: number }
  assert.match(error, /nowhere/)
  assert.deepEqual([line, column], [2, 9])
  assert.equal((await post('{}', { 'content-type': 'application/json' })).status, 400)
})

test('who it is: user and password, a ticket, or a guest', async () => {
  const whoAmI = 'getCurrentSessionAndUser()[1]'
  const user = async (headers: Record<string, string>) =>
    (await (await post(whoAmI, headers)).json()) as { value: string }
  assert.equal((await user({})).value, 'admin')
  assert.equal((await user({ authorization: '' })).value, 'guest')
  const client = await connect({ host: '127.0.0.1', port, user: 'admin', password: '123456' })
  const ticket = ((await client.call('getAuthenticatedUserTicket')) as Scalar).raw as string
  client.close()
  assert.equal((await user({ authorization: `Bearer ${ticket}` })).value, 'admin')
  for (const authorization of [basic('admin', 'wrong'), 'Bearer nonsense', 'Digest x', 'Basic ?']) {
    assert.equal((await post('1', { authorization })).status, 401, authorization)
  }
})

test('a program that goes away takes its script along', async () => {
  const stop = new AbortController()
  const asked = fetch(`${base}/api/sql`, { method: 'POST', body: 'sleep(60000)', signal: stop.signal })
  const running = async () => /state="running"} (\d)/.exec(await (await fetch(`${base}/metrics`)).text())![1]
  while ((await running()) !== '1') await new Promise(setImmediate)
  stop.abort()
  await assert.rejects(asked)
  while ((await running()) !== '0') await new Promise(setImmediate)
})

test('health, readiness and metrics', async () => {
  assert.deepEqual(await (await fetch(`${base}/health`)).json(), { status: 'ok' })
  assert.deepEqual(await (await fetch(`${base}/ready`)).json(), { status: 'ready' })
  const metrics = await (await fetch(`${base}/metrics`)).text()
  assert.match(metrics, /^# TYPE porpoise_sessions gauge\nporpoise_sessions \d+$/m)
  assert.match(metrics, /^process_resident_memory_bytes \d+$/m)
})

test('who asks in another way than by POST is told how scripts come', async () => {
  for (const [method, path, status] of [
    ['GET', '/api/sql?q=1', 405],
    ['PUT', '/api/sql', 404],
    ['POST', '/sql', 404],
  ] as const) {
    const answer = await fetch(`${base}${path}`, { method })
    assert.equal(answer.status, status, path)
    assert.match(
      ((await answer.json()) as { error: string }).error,
      /^There is no (GET|PUT|POST) \S+ here\. Scripts come by POST \/api\/sql/,
    )
  }
})

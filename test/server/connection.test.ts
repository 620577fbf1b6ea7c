import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { ClientConnection, ConnectionError, ServerError } from '../../src/client/connection.ts'
import { realHost } from '../../src/host/real/host.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { Table } from '../../src/values/forms/table.ts'
import { scriptValue } from '../script-value.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-server-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const { port } = node.listener
after(async () => {
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

async function client(user?: string, password?: string): Promise<ClientConnection> {
  const connection = new ClientConnection(await tcpTransport('127.0.0.1', port))
  await connection.connect(user, password)
  return connection
}

const shown = (value: Awaited<ReturnType<ClientConnection['run']>>) =>
  value === undefined ? '' : display(value)

test('scripts, printed messages, functions and variables over one connection', async () => {
  const connection = await client('admin', '123456')
  const printed: string[] = []
  const value = await connection.run('print("one"); print("two\nlines"); 6 * 7', {
    onPrint: text => printed.push(text),
  })
  assert.equal(shown(value), '42')
  assert.deepEqual(printed, ['one', 'two\nlines'])
  await connection.assign({ t: scriptValue('table(1 2 3 as id, `a`b`c as s)') })
  assert.equal(shown(await connection.run('exec sum(id) from t')), '6')
  assert.equal(shown(await connection.call('add{10}', [scriptValue('1 2 3')])), '[11,12,13]')
  assert.equal(await connection.run('x = 1'), undefined)
  connection.close()
})

test('a wrong password is refused, a guest is let in', async () => {
  await assert.rejects(client('admin', 'wrong'), new ServerError('The user name or password is incorrect.'))
  const guest = await client()
  assert.equal(shown(await guest.run('1+1')), '2')
  guest.close()
})

test('an error is one line, and the connection goes on', async () => {
  const connection = await client()
  await assert.rejects(connection.run('throw "no\\nway"'), /no way/)
  await assert.rejects(connection.run('1 +'), ServerError)
  // A selection may begin at any line of a file.
  assert.equal(shown(await connection.run('line://99999999999\n2')), '2')
  connection.close()
})

test('a table of a million rows there and back', async () => {
  const connection = await client()
  const table = (await connection.run(
    'table(1..1000000 as id, take(`a`b`c, 1000000) as s, 0.5 * 1..1000000 as x)',
  )) as Table
  assert.ok(table instanceof Table && table.rows === 1_000_000)
  await connection.assign({ back: table })
  assert.equal(shown(await connection.run('exec sum(x) from back')), '2.500003E11')
  connection.close()
})

test('what is no request ends its own connection only', async () => {
  const connection = await client()
  for (const bytes of [
    'API nonsense\n',
    'API2 0 99999999999999 / 0\n',
    'API2 0 7 / 0_1_4_64\nnothing',
    `API${'x'.repeat(5000)}`,
  ]) {
    const socket = connect(port, '127.0.0.1')
    const ended = new Promise(resolve => socket.once('close', resolve))
    socket.resume()
    // It is the node that ends it.
    socket.write(bytes)
    await ended
  }
  assert.equal(shown(await connection.run('1+1')), '2')
  connection.close()
})

test('a client that goes away in the middle of a query takes its query along', async () => {
  const busy = await client()
  const lost = busy.run('sleep(600000)').catch(error => error)
  const other = await client()
  const sleepers = () => other.run('size(exec desc from getConsoleJobs() where desc = "sleep(600000)")')
  while (shown(await sleepers()) === '0') await new Promise(setImmediate)
  busy.close()
  assert.ok((await lost) instanceof ConnectionError)
  while (shown(await sleepers()) !== '0') await new Promise(setImmediate)
  other.close()
})

test('another connection cancels what one runs, as published clients do', async () => {
  const busy = await client()
  await busy.run('1')
  const running = assert.rejects(busy.run('sleep(60000)'), /The task was cancelled/)
  const other = await client()
  const jobs = `exec rootJobId from getConsoleJobs() where sessionId = ${busy.session}`
  while (shown(await other.run(`size(${jobs})`)) === '0') await new Promise(setImmediate)
  await other.run(`cancelConsoleJob(${jobs})`)
  await running
  assert.equal(shown(await busy.run('2')), '2')
  busy.close()
  other.close()
})

test('a job has the name that its client gives it, and is for administrators to end where the client says so', async () => {
  const name = '5d212a78-cc48-e3b1-4235-b4d91473ee87'
  const asked = (options: string) => {
    const body = 'script\nsleep(60000)'
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(`API2 0 ${body.length} / ${options}\n${body}`)
    const answer = new Promise<string>(resolve =>
      socket.on('data', bytes => {
        socket.destroy()
        resolve(String(bytes))
      }),
    )
    return answer
  }
  const [guest, admin] = [await client(), await client('admin', '123456')]
  const ended = [asked(`0_1_4_64_${name}`), asked(`0_1_4_64_${name}`), asked('0_0_4_64_nonsense')]
  const sleepers = 'exec rootJobId from getConsoleJobs() where desc = "sleep(60000)"'
  while (shown(await admin.run(`size(${sleepers})`)) !== '3') await new Promise(setImmediate)
  const others = `${sleepers} and rootJobId != "${name}"`
  await assert.rejects(
    guest.run(`cancelConsoleJob(${others})`),
    /<NotAuthenticated>Only administrators can cancel the job .*: its client said that it isn't cancellable/,
  )
  await guest.run(`cancelConsoleJob("${name}")`)
  for (const each of ended.slice(0, 2)) assert.match(await each, /The task was cancelled/)
  await admin.run(`cancelConsoleJob(${others})`)
  assert.match(await ended[2]!, /The task was cancelled/)
  guest.close()
  admin.close()
})

test('a result beyond the limit of its user is an error', async () => {
  const admin = await client('admin', '123456')
  await admin.run('createUser(`little, "small-1"); grant(`little, QUERY_RESULT_MEM_LIMIT, 0.001)')
  const little = await client('little', 'small-1')
  await assert.rejects(
    little.run('1..1000000'),
    /The result takes up 0\.00373 GB, beyond the limit of 0\.001 GB \(QUERY_RESULT_MEM_LIMIT\)/,
  )
  assert.equal(shown(await little.run('sum(1..1000000)')), '500000500000')
  await admin.run('revoke(`little, QUERY_RESULT_MEM_LIMIT)')
  assert.equal(shown(await little.run('size(1..1000000)')), '1000000')
  admin.close()
  little.close()
})

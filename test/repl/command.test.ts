import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect } from '../../src/client/connect.ts'
import { ClientConnection } from '../../src/client/connection.ts'
import { realHost } from '../../src/host/real/host.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { remoteCompletion } from '../../src/repl/input/remote-completion.ts'
import { remoteSession } from '../../src/repl/remote.ts'
import { startSingle } from '../../src/server/serve.ts'

const program = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'porpoise-command-'))
after(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** Runs the program as a user's shell would, without a terminal. */
function porpoise(args: readonly string[], input = ''): Promise<Ended> {
  const child = spawn(program, args, { cwd: folder })
  let out = ''
  let err = ''
  child.stdout.on('data', chunk => {
    out += chunk
  })
  child.stderr.on('data', chunk => {
    err += chunk
  })
  child.stdin.end(input)
  return new Promise(resolve => child.on('close', code => resolve({ code, out, err })))
}

test('-c runs text and prints what each statement gives', async () => {
  assert.deepEqual(await porpoise(['-c', '1+1; `a`b']), { code: 0, out: '2\n["a","b"]\n', err: '' })
})

test('a script finds its arguments, and its errors say where', async () => {
  writeFileSync(join(folder, 'script.dos'), 'print(args)\nx = 1\nx + nowhere\n')
  const { code, out, err } = await porpoise(['script.dos', 'a', '-b'])
  assert.equal(code, 1)
  assert.equal(out, '')
  assert.match(err, /Cannot recognize the token nowhere.*script\.dos, line 3, column 5/)
  assert.match(err, / 3 │ x \+ nowhere\n +│ {5}\^{7}\n/)
  writeFileSync(join(folder, 'args.dos'), 'args')
  assert.equal((await porpoise(['-run', 'args.dos', 'a', '-b'])).out, '["a","-b"]\n')
})

test('of a long line what is around its error is shown', async () => {
  const { err } = await porpoise([
    '-c',
    `x = "${'a'.repeat(300)}"; y = x + nowhere; z = "${'b'.repeat(300)}"`,
  ])
  assert.match(err, / 1 │ …a{69}"; y = x \+ nowhere; z = "b{66}…\n +│ {82}\^{7}\n/)
})

test('standard input is a script', async () => {
  assert.deepEqual(await porpoise(['-'], 'sum(1..4)\n'), { code: 0, out: '10\n', err: '' })
  assert.deepEqual(await porpoise([], 'sum(1..4)\n'), { code: 0, out: '10\n', err: '' })
})

test('--json gives an object for each statement, and one for the error', async () => {
  const { code, out } = await porpoise(['--json', '-c', 'x = 1\nx + 1\ntable(1 2 as id)\nthrow "no"'])
  const lines = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
  assert.equal(code, 1)
  assert.deepEqual(
    lines.map(({ ok }) => ok),
    [true, true, true, false],
  )
  assert.equal(lines[1].value, 2)
  assert.deepEqual(lines[2].value, [{ id: 1 }, { id: 2 }])
  assert.equal(lines[2].rows, 2)
  assert.equal(lines[3].error.line, 4)
})

test('a script that is interrupted ends with 130', async () => {
  const child = spawn(program, ['-c', 'print("going"); do { } while (true)'], { cwd: folder })
  let err = ''
  child.stderr.on('data', chunk => {
    err += chunk
  })
  child.stdout.once('data', () => child.kill('SIGINT'))
  const code = await new Promise(resolve => child.on('close', resolve))
  assert.equal(code, 130)
  assert.match(err, /The task was cancelled/)
})

test('a first line for the system is none of the script', async () => {
  writeFileSync(join(folder, 'started.dos'), '#!/usr/bin/env porpoise\n1 + 1\n')
  assert.deepEqual(await porpoise(['started.dos']), { code: 0, out: '2\n', err: '' })
})

test('scripts from elsewhere: line ends of Windows, a byte order mark; and what is none', async () => {
  writeFileSync(
    join(folder, 'windows.dos'),
    '\ufeffdef f(x) {\r\n  // doubles\r\n  return x * 2\r\n}\r\nf(2)\r\nnowhere\r\n',
  )
  const { out, err } = await porpoise(['windows.dos'])
  assert.equal(out, '')
  assert.match(err, /line 6, column 1\)\n +6 │ nowhere\n/)
  writeFileSync(join(folder, 'gbk.dos'), Buffer.from([0x70, 0x20, 0x22, 0xd6, 0xd0, 0x22]))
  const gbk = await porpoise(['gbk.dos'])
  assert.equal(gbk.code, 2)
  assert.match(gbk.err, /gbk\.dos is no text in UTF-8/)
  assert.match((await porpoise(['.'])).err, /is a folder, not a script/)
  const steering = await porpoise(['-c', 'x = "\u001b[2J" + nowhere'])
  assert.match(steering.err, /x = "\ufffd\[2J" \+ nowhere/)
})

test('a folder for data that cannot be made', async () => {
  writeFileSync(join(folder, 'a-file'), '')
  const { code, err } = await porpoise(['-home', 'a-file', '-c', 'getClusterDFSDatabases()'])
  assert.equal(code, 1)
  assert.match(err, /^Error: The folder .*a-file.* can't be made: /)
})

test('output modes', async () => {
  const script = 'table(1 2 as id, `a`b as s)'
  const shown = async (mode: string) => (await porpoise(['--output', mode, '-c', script])).out
  assert.equal(await shown('csv'), 'id,s\n1,a\n2,b\n')
  assert.equal(await shown('markdown'), '| id | s |\n| --- | --- |\n| 1 | a |\n| 2 | b |\n')
  assert.equal(await shown('jsonl'), '{"id":1,"s":"a"}\n{"id":2,"s":"b"}\n')
  assert.equal(await shown('vertical'), 'row 1\nid: 1\n s: a\nrow 2\nid: 2\n s: b\n')
  assert.match(await shown('box'), /┌─+┬─+┐\n│ id +│ s +│/)
})

test('what the command line means', async () => {
  assert.match((await porpoise(['--help'])).out, /Exit codes/)
  assert.equal((await porpoise(['--nonsense'])).code, 2)
  assert.equal((await porpoise(['missing.dos'])).code, 2)
  assert.equal((await porpoise(['-mode', 'nothing'])).code, 2)
  assert.equal((await porpoise(['--output', 'nothing', '-c', '1'])).code, 2)
  const free = createServer().listen(0, '127.0.0.1')
  await new Promise(resolve => free.once('listening', resolve))
  const { port } = free.address() as { port: number }
  await new Promise(resolve => free.close(resolve))
  const { code, err } = await porpoise([`127.0.0.1:${port}`])
  assert.equal(code, 3)
  assert.match(err, /Can't connect to 127\.0\.0\.1:\d+: nothing listens there\./)
})

test('data are there again after a restart', async () => {
  const write =
    'db = database("dfs://kept", VALUE, 1..3); t = table(1 2 3 3 as id, 1.5 2.5 3.5 NULL as x)\n' +
    'pt = db.createPartitionedTable(t, `pt, `id).append!(t)'
  assert.deepEqual(await porpoise(['-home', 'data', '-c', write]), { code: 0, out: '', err: '' })
  const read = await porpoise([
    '-home',
    'data',
    '-c',
    'select count(*) as n, sum(x) as s from loadTable("dfs://kept", "pt")',
  ])
  assert.deepEqual(read, { code: 0, out: 'n s\n- ---\n4 7.5\n', err: '' })
  // What concerns a node that others reach is not said here.
  const users = await porpoise(['-home', 'data', '-c', 'getUserList()'])
  assert.deepEqual([users.code, users.err], [0, ''])
})

test('two processes on one folder: the second says so', async () => {
  const first = spawn(program, ['-mode', 'single', '-home', 'shared', '-localSite', '127.0.0.1:0:n'], {
    cwd: folder,
  })
  await new Promise<void>(resolve => {
    first.stderr.on('data', chunk => {
      if (String(chunk).includes('listens on')) resolve()
    })
  })
  const second = await porpoise(['-home', 'shared', '-c', 'getClusterDFSDatabases()'])
  assert.equal(second.code, 1)
  assert.match(second.err, /in use by another process/)
  const ended = new Promise(resolve => first.once('close', resolve))
  first.kill('SIGTERM')
  assert.equal(await ended, 0)
})

test('--emit js shows what a script becomes, and runs nothing', async () => {
  const { code, out, err } = await porpoise(['--emit', 'js', '-c', 'def f(n) { return n + 1 }\nprint(f(1))'])
  assert.equal(code, 0, err)
  assert.match(out, /function \(ctx, \$n\)/)
  assert.doesNotMatch(out, /^2$/m)
  const faulty = await porpoise(['--emit', 'js', '-c', 'x = nowhere + 1'])
  assert.equal(faulty.code, 1)
  assert.match(faulty.err, /nowhere/)
  assert.equal((await porpoise(['--emit', 'nothing', '-c', '1'])).code, 2)
})

// Another connection is made, and its user is told what that means.
async function connectionIsLost(port: number, administrator: ClientConnection): Promise<void> {
  const client = await connect({ host: '127.0.0.1', port })
  const session = remoteSession(client, 'guest')
  const run = (text: string) => session.run(text, {}).outcome
  await run('x = 1')
  assert.equal(session.notice(), null)
  await administrator.run(`closeSessions(${client.session})`)
  let outcome = await run('x')
  // The first may still find the connection that is about to end.
  if (!outcome.ok && outcome.error.message !== UNKNOWN) outcome = await run('x')
  assert.equal(!outcome.ok && outcome.error.message, UNKNOWN)
  assert.match(session.notice() ?? '', /Connected again to 127\.0\.0\.1:\d+: what the session had is gone\./)
  assert.equal(session.notice(), null)
  client.close()
}

const UNKNOWN = 'Syntax Error: [line #1] Cannot recognize the token x'

// As those of an engine in this process: with their place in the whole file, what is meant, and the calls.
async function errorsFromThere(place: string): Promise<void> {
  writeFileSync(join(folder, 'misspelt.dos'), 'a = 1\n\nb = cumsm(a)\n')
  const misspelt = await porpoise([place, 'misspelt.dos'])
  assert.match(
    misspelt.err,
    /\[line #3\] Cannot recognize the token cumsm {4}\(misspelt\.dos, line 3, column 5\)/,
  )
  assert.match(misspelt.err, / 3 │ b = cumsm\(a\)\n +│ {5}\^{5}\n {2}hint: Did you mean cumsum\?/)
  writeFileSync(join(folder, 'called.dos'), 'def f(x) {\n  return x + 1 2\n}\nf(1 2 3)\n')
  const called = await porpoise([place, 'called.dos'])
  assert.match(called.err, / 2 │ {3}return x \+ 1 2\n +│ {10}\^{7}\n {2}hint: .*\n {2}in f, line 4/)
  const forbidden = await porpoise([place, '-c', 'createUser("eve", "12345678")'])
  assert.equal(forbidden.code, 4)
  const { code, err } = await porpoise([place, '-c', 'x = 1 +* 2'])
  assert.equal(code, 1)
  assert.match(err, / 1 │ x = 1 \+\* 2\n +│ {8}\^/)
}

test('a terminal on a node: log-in, statements, completion', async () => {
  const node = await startSingle(realHost(), {
    home: join(folder, 'node'),
    localSite: '127.0.0.1:0:n',
    workingFolder: folder,
    workers: 1,
  })
  try {
    const place = `127.0.0.1:${node.listener.port}`
    const refused = await porpoise([place, '-user', 'admin'], 'wrong\n')
    assert.equal(refused.code, 4)
    assert.match(refused.err, /password is incorrect/)
    const piped = await porpoise(
      [place, '-user', 'admin'],
      '123456\nx = 1..3\nsum(x)\ngetCurrentSessionAndUser()[1]\n',
    )
    assert.deepEqual(piped, { code: 0, out: '6\nadmin\n', err: '' })
    writeFileSync(join(folder, 'there.dos'), 'args[1] + nodeIsNotKnown\n')
    const faulty = await porpoise([place, '-uid', 'admin', '-pwd', '123456', 'there.dos', 'a', '-b'])
    assert.equal(faulty.code, 1)
    assert.match(faulty.err, /nodeIsNotKnown/)
    await errorsFromThere(place)
    const guest = await porpoise([place, '-c', 'args', 'a', '-b'])
    assert.deepEqual(guest, { code: 0, out: '["a","-b"]\n', err: '' })
    const connection = new ClientConnection(await tcpTransport('127.0.0.1', node.listener.port))
    await connection.connect('admin', '123456')
    await connection.run('someTable = table(1 2 as identifier)')
    const column = await remoteCompletion(connection, 'x = "a\\n"\nsomeTable.ident', 24)
    assert.deepEqual(column, { from: 20, candidates: [{ text: 'identifier', kind: 'column' }] })
    await connectionIsLost(node.listener.port, connection)
    const { candidates } = await remoteCompletion(connection, 'loadTex', 7)
    assert.ok(candidates.some(({ text, kind }) => text === 'loadTextEx' && kind === 'function'))
    connection.close()
  } finally {
    await node.close()
  }
})

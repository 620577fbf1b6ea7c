import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ClientConnection } from '../../src/client/connection.ts'
import { tcpTransport } from '../../src/host/real/tcp-transport.ts'
import { display } from '../../src/values/format/format.ts'

const PORPOISE = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'porpoise-command-'))
const port = await freePort()

// Another part of the range than the tutorial's clusters take.
async function freePort(): Promise<number> {
  for (let base = 31_000 + (process.pid % 50) * 20; ; base += 20) {
    const free = [0, 1, 11].flatMap(offset => [1, 3, 5, 7].map(i => isFree(`127.0.0.${i}`, base + offset)))
    if ((await Promise.all(free)).every(each => each)) return base
  }
}

function isFree(host: string, at: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(at, host, () => server.close(() => resolve(true)))
  })
}

/** What `porpoise cluster …` prints, and its exit code. */
function cluster(...args: string[]): Promise<{ readonly printed: string; readonly code: number }> {
  return new Promise(resolve => {
    execFile(PORPOISE, ['cluster', ...args, '-home', home], (error, stdout, stderr) =>
      resolve({ printed: stdout + stderr, code: error ? Number(error.code) : 0 }),
    )
  })
}

async function shown(host: string, script: string): Promise<string> {
  const connection = new ClientConnection(await tcpTransport(host, port + 11, 2000))
  try {
    await connection.connect('admin', '123456')
    return display((await connection.run(script))!)
  } finally {
    connection.close()
  }
}

after(async () => {
  await cluster('stop')
  rmSync(home, { recursive: true, force: true })
})

// Each test goes on from where the one before it stopped.
suite('porpoise cluster', () => {
  test('there is none before it is started', async () => {
    const { printed, code } = await cluster('status')
    assert.match(printed, /There is no cluster in .*: porpoise cluster start lays one out/)
    assert.equal(code, 2)
  })

  test('start lays out and starts three controllers, agents and data nodes', async () => {
    const { printed, code } = await cluster('start', '-port', String(port))
    assert.equal(code, 0, printed)
    assert.match(printed, /^controller[123] leads the controllers\./)
    assert.equal(printed.match(/^(controller|agent|datanode)[123] .*127\.0\.0\.[135]:/gm)?.length, 9)
    const made =
      'db = database("dfs://made", VALUE, 1..3); db.createPartitionedTable(table(1:0, `id`x, [INT, INT]), `t, `id).append!(table(1 2 3 as id, 4 5 6 as x)); exec sum(x) from loadTable("dfs://made", `t)'
    assert.equal(await shown('127.0.0.1', made), '15')
  })

  test('add: one more machine, whose data node runs', async () => {
    const { printed } = await cluster('add')
    assert.match(printed, /datanode4 is at 127\.0\.0\.7:\d+, started by agent4\./)
    assert.match((await cluster('status')).printed, /datanode4 .*process \d+/)
  })

  test('kill ends a node, and what it held is read from the others', async () => {
    assert.equal((await cluster('kill', 'datanode2')).printed, 'datanode2 is killed.\n')
    assert.match((await cluster('status')).printed, /datanode2 .*not running/)
    assert.equal(await shown('127.0.0.5', 'exec sum(x) from loadTable("dfs://made", `t)'), '15')
    const { printed, code } = await cluster('kill', 'nobody')
    assert.match(printed, /There is no node nobody: controller1, /)
    assert.equal(code, 2)
  })

  test('stop ends all, and start takes up what there was', async () => {
    assert.match((await cluster('stop')).printed, /The cluster is stopped\./)
    const { printed, code } = await cluster('status')
    assert.match(printed, /No controller answers/)
    assert.equal(code, 1)
    const again = await cluster('start')
    assert.equal(again.code, 0, again.printed)
    assert.equal(await shown('127.0.0.3', 'exec sum(x) from loadTable("dfs://made", `t)'), '15')
  })
})

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

const CROWD = fileURLToPath(new URL('./crowd.ts', import.meta.url))

// As many files as this process may have open, which Node has raised as far as it may.
function openFiles(): number {
  try {
    return Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1000)
  } catch {
    return 1000
  }
}

test('ten thousand clients are served by two workers, one more is told that there is no room', async () => {
  const count = Math.min(10_000, openFiles() - 300)
  const home = mkdtempSync(join(tmpdir(), 'porpoise-crowd-'))
  const node = await startSingle(realHost(), {
    home,
    localSite: '127.0.0.1:0:n',
    workingFolder: home,
    workers: 2,
    config: new Map([['maxConnections', String(count)]]),
  })
  const { port } = node.listener
  const before = process.memoryUsage().rss
  const crowd = spawn(process.execPath, [CROWD, String(port), String(count)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const said = createInterface({ input: crowd.stdout })[Symbol.asyncIterator]()
  assert.equal((await said.next()).value, `connected ${count}`)
  const perClient = (process.memoryUsage().rss - before) / count
  assert.ok(perClient < 32 * 1024, `${Math.round(perClient)} bytes a client that asks for nothing`)

  const refused = await new Promise<string>(resolve => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write('API2 0 8 / 0_1_4_64\nconnect\n'))
    socket.on('data', chunk => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
  })
  assert.match(refused, /^0 0 1\nThis node has as many connections as it takes/)

  assert.equal((await said.next()).value, `answered ${Math.ceil(count / 5)}`)
  const perSession = (process.memoryUsage().rss - before) / count
  assert.ok(perSession < 96 * 1024, `${Math.round(perSession)} bytes a client that has asked for something`)
  crowd.stdin.end()
  await new Promise(resolve => crowd.once('exit', resolve))
  const sessions = async () =>
    /^porpoise_sessions (\d+)/m.exec(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())![1]
  while ((await sessions()) !== '0') await new Promise(setImmediate)
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

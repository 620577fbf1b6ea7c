import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect as connectClient } from '../../src/client/connect.ts'
import { display } from '../../src/values/format/format.ts'

const PORPOISE = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const FILES = 300

/** A node in a process that may open only so many files: its lines as they come, and its port. */
async function startWithFewFiles(home: string, t: TestContext) {
  const command = `ulimit -n ${FILES}; exec "${PORPOISE}" -mode single -home "${home}" -localSite 127.0.0.1:0:n`
  const node = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.after(async () => {
    const gone = node.exitCode === null ? ended(node) : null
    node.kill('SIGTERM')
    await gone
    rmSync(home, { recursive: true, force: true })
  })
  const lines: string[] = []
  const port = await new Promise<number>((resolve, reject) => {
    node.once('exit', code => reject(new Error(`It ended with ${code}: ${lines.join('\n')}`)))
    for (const out of [node.stdout, node.stderr])
      createInterface({ input: out }).on('line', line => {
        lines.push(line)
        const listens = /listens on 127\.0\.0\.1:(\d+)/.exec(line)
        if (listens) resolve(Number(listens[1]))
      })
  })
  return { lines, port }
}

const ended = (node: ChildProcess) => new Promise(resolve => node.once('exit', resolve))

/** What a connection is told, before it is closed or when `enough` came; empty: it was closed unread. */
function told(socket: Socket, enough: RegExp): Promise<string> {
  return new Promise(resolve => {
    let answer = ''
    socket.on('data', chunk => {
      answer += chunk
      if (enough.test(answer)) resolve(answer)
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
    socket.write('API2 0 8 / 0_1_4_64\nconnect\n')
  })
}

test('more clients than a process may have files: some are told so, those within go on, and later there is room again', async t => {
  const home = mkdtempSync(join(tmpdir(), 'porpoise-few-files-'))
  const { lines, port } = await startWithFewFiles(home, t)
  assert.ok(lines.some(line => line.includes(`may open ${FILES} files`)))
  const within = await connectClient({ host: '127.0.0.1', port, user: 'admin', password: '123456' })
  mkdirSync(join(home, 'files'), { recursive: true })
  const file = join(home, 'files', 'a.csv')
  writeFileSync(file, 'a,b\n1,2\n')

  const sockets: Socket[] = []
  const answers = await Promise.all(
    Array.from({ length: 2 * FILES }, () => {
      const socket = connect(port, '127.0.0.1')
      sockets.push(socket)
      return told(socket, /\n.*\n/)
    }),
  )
  const count = (pattern: RegExp) => answers.filter(answer => pattern.test(answer)).length
  assert.ok(count(/ 0 1\nOK\n/) > FILES / 3)
  assert.ok(count(/as many connections as it takes/) > 0)
  // Sockets that say nothing take files, too: they are closed, and the log tells.
  const silent = Array.from({ length: 2 * FILES }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    sockets.push(socket)
    return new Promise(resolve => socket.once('close', resolve))
  })
  await Promise.race(silent)
  while (!lines.some(line => line.includes('Connections are closed unread'))) await new Promise(setImmediate)
  assert.equal(display((await within.run(`loadText("${file}")`))!), 'a b\n- -\n1 2')

  for (const socket of sockets) socket.destroy()
  for (let answer = ''; !answer.includes('OK'); ) {
    const socket = connect(port, '127.0.0.1')
    answer = await told(socket, /\n.*\n/)
    socket.destroy()
  }
  within.close()
})

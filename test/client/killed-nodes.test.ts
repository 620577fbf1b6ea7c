import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { connect } from '../../src/client/connect.ts'
import { display } from '../../src/values/format/format.ts'

// Real processes, ended with SIGKILL: whoever asks through a client with high availability notices nothing.

const PORPOISE = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const home = mkdtempSync(join(tmpdir(), 'porpoise-killed-'))
const running = new Map<string, ChildProcess>()
after(() => {
  for (const child of running.values()) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/** Starts a node and resolves with its port once it listens. */
async function start(alias: string, port = 0): Promise<number> {
  const site = `127.0.0.1:${port}:${alias}`
  const child = spawn(
    PORPOISE,
    ['-mode', 'single', '-console', '0', '-home', join(home, alias), '-localSite', site, '-workerNum', '1'],
    { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  running.set(alias, child)
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('error', () => {})
  }
  const lines = [child.stdout, child.stderr].map(input => createInterface({ input }))
  return new Promise((resolve, reject) => {
    const said: string[] = []
    for (const each of lines) {
      each.on('line', line => {
        said.push(line)
        const listens = /listens on 127\.0\.0\.1:(\d+)/.exec(line)
        if (listens) resolve(Number(listens[1]))
      })
    }
    child.once('exit', code => reject(new Error(`${alias} ended with ${code}:\n${said.join('\n')}`)))
  })
}

/** Ends a node at once, and waits until it is gone. */
async function kill(alias: string): Promise<void> {
  const child = running.get(alias)!
  child.removeAllListeners('exit')
  const gone = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

test('the serving node is killed in the middle of a call, time and again: every call is answered', async () => {
  const ports = new Map([
    ['a', await start('a')],
    ['b', await start('b')],
  ])
  const client = await connect({
    host: '127.0.0.1',
    port: ports.get('a')!,
    user: 'admin',
    password: '123456',
    startup: 'def where() { return getNodeAlias() }',
    highAvailability: true,
    sites: [...ports.values()].map(port => `127.0.0.1:${port}`),
    loadBalance: false,
  })
  const where = async () => display((await client.run('where()'))!)
  for (let round = 0; round < 2; round++) {
    const serving = await where()
    const began = Promise.withResolvers<void>()
    const asked = client.run('print("runs"); sleep(1000); where()', { onPrint: () => began.resolve() })
    await began.promise
    await kill(serving)
    const answered = display((await asked)!)
    assert.notEqual(answered, serving)
    assert.equal(await where(), answered)
    await start(serving, ports.get(serving)!)
  }
  client.close()
})

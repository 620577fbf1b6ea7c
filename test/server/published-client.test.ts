import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { DDB } from 'dolphindb'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'

// DolphinDB's own JavaScript client, over WebSocket.

const home = mkdtempSync(join(tmpdir(), 'porpoise-published-'))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 2,
})
const url = `ws://127.0.0.1:${node.listener.port}`
after(async () => {
  await node.close()
  rmSync(home, { recursive: true, force: true })
})

test('scripts and calls', async () => {
  const ddb = new DDB(url)
  assert.equal(await ddb.execute('1 + 1'), 2)
  assert.deepEqual(await ddb.invoke('add', [1, 2]), 3)
  ddb.disconnect()
})

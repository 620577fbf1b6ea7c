import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { backupTaskService } from '../src/cluster/backup/backup-tasks.ts'
import { storeService } from '../src/cluster/bridge/store-service.ts'
import { BridgeHost, type Service } from '../src/engine/bridge/bridge-host.ts'
import type { TextFile } from '../src/files/text-columns.ts'
import { TextColumnsReader } from '../src/files/text-columns-reader.ts'
import { realHost } from '../src/host/real/host.ts'
import { ScriptError } from '../src/runtime/script-error.ts'
import { Store } from '../src/storage/store.ts'

// Serves a store in a folder of its own to the one session that started this thread. The folder goes with the process.
const { port, signal } = workerData as { port: MessagePort; signal: Int32Array }
const folder = mkdtempSync(join(tmpdir(), 'porpoise-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
const opened = () => storeService(() => Store.open(realHost(), folder))
const text = new TextColumnsReader()
const services = new Map<string, Service>([
  ['store', opened()],
  [
    'backups',
    backupTaskService(
      realHost().clock,
      () => 'admin',
      async () => true,
    ),
  ],
  ['jobs', { list: () => [], cancel: () => undefined }],
  [
    'text',
    {
      read: (_job: number, file: TextFile) =>
        text.read(file).catch((error: Error) => {
          throw new ScriptError(error.message)
        }),
    },
  ],
])

// As after a restart: what is read from now on comes from the disk.
parentPort!.on('message', async (done: Int32Array) => {
  await services.get('store')!.close!(0)
  services.set('store', opened())
  Atomics.store(done, 0, 1)
  Atomics.notify(done, 0)
})

new BridgeHost(
  name => services.get(name),
  text => process.stderr.write(`${text}\n`),
).serve(port, signal)

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open as openFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pl from 'nodejs-polars'
import { realHost } from '../../src/host/real/host.ts'
import { nullI32 } from '../../src/kernels/null.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Store } from '../../src/storage/store.ts'
import * as types from '../../src/values/data-type.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { SimRandom } from '../sim/random.ts'

const writer = fileURLToPath(new URL('endless-writer.ts', import.meta.url))
const folders: string[] = []

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'porpoise-store-'))
  folders.push(folder)
  return folder
}

after(() => Promise.all(folders.map(folder => rm(folder, { recursive: true, force: true }))))

async function prepareFolder(): Promise<string> {
  const folder = await newFolder()
  const store = await Store.open(realHost(), folder)
  await store.definitions.createDatabase({
    path: 'dfs://test',
    levels: [valueLevel(ints([1, 2]))],
    engine: 'OLAP',
    atomic: 'TRANS',
    chunkGranularity: 'TABLE',
    owner: '',
  })
  await store.definitions.createTable('dfs://test', {
    name: 'pt',
    columns: ['id', 'x'].map(name => ({ name, type: types.INT })),
    partitionColumns: ['id'],
  })
  await store.close()
  return folder
}

interface Writer {
  readonly process: ChildProcess
  /** The last number that it said was committed, −1 before the first. */
  readonly acknowledged: () => number
}

function startWriter(folder: string, first: number): Writer {
  const child = spawn(process.execPath, [writer, folder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  return { process: child, acknowledged: () => Number(output.trimEnd().split('\n').at(-1) || first - 1) }
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close')
  child.kill('SIGKILL')
  await closed
}

async function numbers(store: Store, path: string): Promise<number[]> {
  const snapshot = store.snapshot()
  const table = await snapshot.read('dfs://test', 'pt', path, ['x'])
  snapshot.close()
  return Array.from((table.columns[0] as FixedVector).data as Int32Array)
}

const expected = (last: number) =>
  Array.from({ length: last + 1 }, (_, number) => Array(number % 3 === 0 ? 500 : 1).fill(number)).flat()

test('a process killed in mid-commit, many times', async () => {
  const folder = await prepareFolder()
  const random = new SimRandom(7)
  let last = -1
  for (let round = 0; round < 6; round++) {
    const running = startWriter(folder, last + 1)
    while (running.acknowledged() < last + 2) await sleep(5)
    await sleep(random.below(120))
    await kill(running.process)
    const store = await Store.open(realHost(), folder)
    const [one, two] = await Promise.all([numbers(store, '1'), numbers(store, '2')])
    assert.deepEqual(one, two, `round ${round}`)
    const found = one.at(-1)!
    const told = running.acknowledged()
    assert.ok(found === told || found === told + 1, `round ${round}: ${found} found, ${told} acknowledged`)
    assert.deepEqual(one, expected(found), `round ${round}`)
    last = found
    await store.close()
  }
})

test('other programs open the files; a damaged one is named', async () => {
  const folder = await prepareFolder()
  const store = await Store.open(realHost(), folder, { inlineBytes: 0 })
  const transaction = store.begin()
  const rows = Array.from({ length: 100_000 }, (_, i) => (i % 10 === 3 ? nullI32 : i))
  await transaction.append('dfs://test', 'pt', '1', [ints(rows.map(() => 1)), ints(rows)])
  await transaction.commit()
  const snapshot = store.snapshot()
  const [file] = [...snapshot.chunks('dfs://test', 'pt').values()].flatMap(chunk => chunk.segments)
  snapshot.close()
  await store.close()
  const frame = pl.scanIPC(file!.name).collectSync()
  const read = frame.getColumn('x').toArray()
  assert.deepEqual(
    read,
    rows.map(row => (row === nullI32 ? null : row)),
  )
  const open = await openFile(file!.name, 'r+')
  await open.write(Uint8Array.of(0xff, 0xff), 0, 2, 300_000)
  await open.close()
  const again = await Store.open(realHost(), folder)
  await assert.rejects(numbers(again, '1'), error => {
    assert.ok((error as Error).message.includes(`${file!.name} is damaged`))
    return true
  })
  await again.close()
})

test('a second process is refused, until the first has ended', async () => {
  const folder = await prepareFolder()
  const running = startWriter(folder, 0)
  while (running.acknowledged() < 0) await sleep(5)
  await assert.rejects(Store.open(realHost(), folder), error => {
    assert.match((error as Error).message, /is in use by another process/)
    return true
  })
  await kill(running.process)
  const store = await Store.open(realHost(), folder)
  assert.deepEqual(await numbers(store, '1'), await numbers(store, '2'))
  await assert.rejects(Store.open(realHost(), folder), /in use/)
  await store.close()
})

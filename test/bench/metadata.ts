/**
 * What a controller's metadata cost with many chunks: `node --expose-gc test/bench/metadata.ts [chunks] [folder]`. Fills a store as a
 * member of the group does, then takes it up again in another process, as a restart does.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChunkEntry } from '../../src/cluster/controller/entries.ts'
import { commandBytes, MetadataMachine } from '../../src/cluster/controller/machine.ts'
import { realHost } from '../../src/host/real/host.ts'
import { databaseToJson } from '../../src/storage/catalog/database-record.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { ints } from '../../src/values/vectors/fixed-vector.ts'

const BATCH = 10_000
const MIB = 2 ** 20
const [first, folder] = process.argv.slice(2)

const idOf = (i: number) => `${i.toString(16).padStart(8, '0')}-45ae-aa19-4f61-886942ece935`

// As a chunk is after a few writes: two replicas of four nodes, current.
const chunkOf = (i: number, table: number): ChunkEntry => ({
  id: idOf(i),
  table,
  path: `20${String(i % 100).padStart(2, '0')}0101/${i}`,
  cid: 1000 + i,
  sid: 1000 + i,
  version: 3,
  replicas: [0, 1].map(r => ({ node: `datanode${1 + ((i + r) % 4)}`, cid: 1000 + i })),
  lockedBy: 0,
  recoveredBy: 0,
  updated: 1_700_000_000_000 + i,
})

async function fill(path: string, count: number): Promise<void> {
  const kv = await realHost().kv.open(path)
  const machine = new MetadataMachine()
  const record = {
    path: 'dfs://bench',
    levels: [valueLevel(ints([1]))],
    engine: 'OLAP',
    atomic: 'TRANS',
    chunkGranularity: 'TABLE',
    owner: 'admin',
  } as const
  machine.apply(commandBytes({ is: 'createDatabase', json: databaseToJson(record) }), 1)
  const spec = { name: 't', columns: [{ name: 'id', type: 'INT' }], partitionColumns: ['id'] }
  machine.apply(
    commandBytes({
      is: 'define',
      command: { is: 'createTable', database: record.path, spec: JSON.stringify(spec) },
      number: { id: 'bench', sequence: 1 },
      at: 1,
    } as never),
    2,
  )
  for (let i = 0; i < count; i++) {
    machine.state.putChunk(chunkOf(i, 1))
    if (i % BATCH === BATCH - 1) await kv.commit(machine.changes())
  }
  await kv.commit(machine.changes())
  await kv.close()
}

async function load(path: string): Promise<void> {
  const kv = await realHost().kv.open(path)
  const machine = new MetadataMachine()
  globalThis.gc?.()
  const before = process.memoryUsage()
  const begin = performance.now()
  machine.load(kv)
  const seconds = (performance.now() - begin) / 1000
  globalThis.gc?.()
  const after = process.memoryUsage()
  console.log(
    JSON.stringify({
      chunks: machine.state.chunks.size,
      seconds,
      heap: after.heapUsed - before.heapUsed,
      resident: after.rss,
    }),
  )
  await kv.close()
}

if (folder) await load(folder)
else {
  const count = Number(first ?? 1_000_000)
  const path = mkdtempSync(join(tmpdir(), 'metadata-'))
  try {
    const begin = performance.now()
    await fill(path, count)
    const disk = statSync(join(path, 'data.mdb')).size
    console.log(
      `${count} chunks: written in ${((performance.now() - begin) / 1000).toFixed(1)} s, ` +
        `${(disk / count).toFixed(0)} bytes of disk each`,
    )
    const loads = [1, 2, 3].map(() => {
      const script = import.meta.filename
      const { stdout } = spawnSync(process.execPath, ['--expose-gc', script, String(count), path])
      return JSON.parse(String(stdout)) as Record<'chunks' | 'seconds' | 'heap' | 'resident', number>
    })
    const { seconds, heap, resident } = loads.sort((a, b) => a.seconds - b.seconds)[1]!
    console.log(
      `taken up in ${seconds.toFixed(2)} s (median of 3), ${(heap / count).toFixed(0)} bytes of heap each, ` +
        `${(heap / MIB).toFixed(0)} MiB in all; the process has ${(resident / MIB).toFixed(0)} MiB`,
    )
    const times = 10_000_000 / count
    console.log(
      `10 million chunks, by that: ${(seconds * times).toFixed(0)} s, ${((heap * times) / MIB).toFixed(0)} MiB of heap`,
    )
  } finally {
    rmSync(path, { recursive: true })
  }
}

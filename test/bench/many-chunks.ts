/**
 * A cluster of real processes whose controllers know very many chunks: how long they take to start, their memory, and how long writes
 * stop when the leader is killed. `node test/bench/many-chunks.ts [chunks] [rounds]`. The chunks are put into the controllers' stores; they lie on
 * nodes that aren't there.
 */
import { readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import type { ChunkEntry } from '../../src/cluster/controller/entries.ts'
import { keyOf, pack } from '../../src/cluster/controller/records.ts'
import { realHost } from '../../src/host/real/host.ts'
import { Load } from '../cluster/load.ts'
import { TutorialCluster } from '../cluster/processes.ts'
import { median } from './report.ts'

const CONTROLLERS = ['controller1', 'controller2', 'controller3']
const DATA = ['datanode1', 'datanode2']
const BATCH = 10_000
const chunks = Number(process.argv[2] ?? 1_000_000)
const rounds = Number(process.argv[3] ?? 5)

const say = (text: string) => console.log(`${text}   (load ${loadavg()[0].toFixed(1)})`)

const chunkOf = (i: number): ChunkEntry => ({
  id: `${i.toString(16).padStart(8, '0')}-45ae-aa19-4f61-886942ece935`,
  table: 1,
  path: String(1000 + i),
  cid: 1,
  sid: 1,
  version: 3,
  replicas: [0, 1].map(r => ({ node: `gone${1 + ((i + r) % 4)}`, cid: 1 })),
  lockedBy: 0,
  recoveredBy: 0,
  updated: 1_700_000_000_000 + i,
})

async function fill(cluster: TutorialCluster, alias: string): Promise<void> {
  const kv = await realHost().kv.open(
    join(cluster.folder, cluster.node(alias).machine, 'data', alias, 'dfsMeta'),
  )
  for (let i = 0; i < chunks; i += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, chunks - i) }, (_, j) => chunkOf(i + j))
    await kv.commit(batch.map(chunk => ({ key: keyOf('chunk', chunk.id), value: pack(chunk) })))
  }
  await kv.close()
}

const mebibytes = (id: number) =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))![1]) / 1024

/** Milliseconds until a condition holds. */
async function took(
  cluster: TutorialCluster,
  what: string,
  condition: () => Promise<boolean>,
): Promise<number> {
  const begin = performance.now()
  await cluster.until(what, condition, 300_000)
  return performance.now() - begin
}

async function measure(cluster: TutorialCluster): Promise<void> {
  await cluster.begin()
  await cluster.startData(...DATA)
  await cluster.shown(
    'datanode1',
    'db = database("dfs://many", VALUE, 1..3); db.createPartitionedTable(table(1:0, [`id], [INT]), `t, `id).append!(table(1 as id)); 0',
  )
  for (const alias of [...DATA, ...CONTROLLERS]) await cluster.stop(alias)
  for (const alias of CONTROLLERS) await fill(cluster, alias)
  for (const alias of CONTROLLERS) cluster.launch(alias)
  const start = await took(cluster, 'a controller leads', async () => (await cluster.leader()) !== '')
  say(
    `${chunks} chunks: three controllers started and one of them leading after ${(start / 1000).toFixed(1)} s`,
  )
  const leader = await cluster.leader()
  say(`memory of the leader: ${mebibytes(cluster.processOf(leader)!).toFixed(0)} MiB`)
  await cluster.startData(...DATA)
  const load = await Load.begin(cluster, DATA)
  await load.progress(20)
  const gaps: number[] = []
  const restarts: number[] = []
  for (let i = 0; i < rounds; i++) {
    const killed = await cluster.leader()
    const before = load.acknowledged.length
    cluster.signal(killed, 'SIGKILL')
    gaps.push(await took(cluster, 'two more rows', async () => load.acknowledged.length > before + 1))
    cluster.launch(killed)
    const back = async () =>
      /^controller/.test(await cluster.shown(killed, 'getActiveMaster()').catch(() => ''))
    restarts.push(await took(cluster, `${killed} is back`, back))
    await load.progress(20)
  }
  await load.end()
  if (load.failures.length > 0) throw new Error(load.failures.join('\n'))
  const list = (values: readonly number[]) => values.map(value => value.toFixed(0)).join(', ')
  say(`leader killed, to the next committed write: median ${median(gaps).toFixed(0)} ms of ${list(gaps)}`)
  say(`a controller started again: median ${median(restarts).toFixed(0)} ms of ${list(restarts)}`)
}

// Agents start nodes that outlive this process.
const cluster = await TutorialCluster.make()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void cluster.end().finally(() => process.exit(1)))
try {
  await measure(cluster)
} finally {
  await cluster.end()
}

/**
 * The tutorial's cluster as real processes on this machine: how long writes stop when a process is killed, small commits a
 * second, and bulk appends. `node test/bench/cluster.ts [rounds]`
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../src/client/connect.ts'
import { Load } from '../cluster/load.ts'
import { TutorialCluster } from '../cluster/processes.ts'
import { median } from './report.ts'

const DATA = ['datanode1', 'datanode2']
const rounds = Number(process.argv[2] ?? 10)

const say = (text: string) => console.log(`${text}   (load ${loadavg()[0].toFixed(1)})`)
const spread = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  const p99 = sorted[Math.ceil(0.99 * sorted.length) - 1]!
  return `p50 ${median(sorted).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms of ${sorted.length}`
}

/** Milliseconds from a kill to the next acknowledged row. */
async function gap(cluster: TutorialCluster, load: Load, alias: string): Promise<number> {
  const before = load.acknowledged.length
  const begin = performance.now()
  cluster.signal(alias, 'SIGKILL')
  // The call under way may still come back; the one after it was begun later.
  await cluster.until('two more rows', () => load.acknowledged.length > before + 1)
  return performance.now() - begin
}

async function leaderOf(cluster: TutorialCluster): Promise<string> {
  let leader = ''
  await cluster.until('a controller leads', async () => (leader = await cluster.leader()) !== '')
  return leader
}

async function kills(cluster: TutorialCluster): Promise<void> {
  const load = await Load.begin(cluster, DATA)
  await load.progress(20)
  const leaders: number[] = []
  for (let i = 0; i < rounds; i++) {
    const leader = await leaderOf(cluster)
    leaders.push(await gap(cluster, load, leader))
    cluster.launch(leader)
    await cluster.shownOnce(leader, 'getActiveMaster()', /^controller/)
    await load.progress(20)
  }
  say(`leader killed, to the next committed write: ${spread(leaders)}`)
  const data: number[] = []
  for (let i = 0; i < rounds; i++) {
    const other = DATA.find(alias => alias !== load.coordinator)!
    data.push(await gap(cluster, load, other))
    await leaderOf(cluster)
    await cluster.startData(other)
    await cluster.shownOnce(
      await leaderOf(cluster),
      'exec count(*) from getRecoveryTaskStatus() where Status in [`Waiting, "In-Progress"]',
      '0',
    )
    await load.progress(50)
  }
  say(`data node killed, to the next committed write: ${spread(data)}`)
  const coordinators: number[] = []
  for (let i = 0; i < Math.ceil(rounds / 2); i++) {
    const { coordinator } = load
    coordinators.push(await gap(cluster, load, coordinator))
    await cluster.startData(coordinator)
    await load.progress(50)
  }
  say(`the client's own data node killed: ${spread(coordinators)}`)
  const rows = await load.end()
  if (new Set(rows).size !== rows.length || load.failures.length > 0)
    throw new Error(load.failures.join('\n'))
}

async function commits(cluster: TutorialCluster, clients: number, milliseconds: number): Promise<number> {
  const [host, port] = cluster.address('datanode1').split(':')
  const login = { host, port: Number(port), user: 'admin', password: '123456' }
  let count = 0
  const until = performance.now() + milliseconds
  const write = async (id: number) => {
    const client = await connect(login)
    await client.run('t = loadTable("dfs://bench", "small")')
    while (performance.now() < until) {
      await client.run(`tableInsert(t, table(${id} as id, 1.0 as x))`)
      count++
    }
    client.close()
  }
  const begin = performance.now()
  await Promise.all(Array.from({ length: clients }, (_, i) => write(i)))
  return (1000 * count) / (performance.now() - begin)
}

// 12 bytes a row, made on the node.
async function bulk(cluster: TutorialCluster, rows: number): Promise<number> {
  await cluster.shown('datanode1', `big = table(${rows}..1 % 10 as id, rand(1.0, ${rows}) as x); 0`)
  const begin = performance.now()
  await cluster.shown('datanode1', 'loadTable("dfs://bench", "big").append!(big); 0')
  return (12 * rows) / (performance.now() - begin) / 1000
}

async function rates(cluster: TutorialCluster, replicas: number): Promise<void> {
  await cluster.shown(
    'datanode1',
    'db = database("dfs://bench", VALUE, 0..63); s = table(1:0, `id`x, [INT, DOUBLE]); db.createPartitionedTable(s, `small, `id); db.createPartitionedTable(s, `big, `id); 0',
  )
  await commits(cluster, 1, 1000)
  for (const clients of [1, 4]) {
    say(
      `${replicas} replicas, ${clients} clients: ${(await commits(cluster, clients, 5000)).toFixed(0)} commits/s`,
    )
  }
  await bulk(cluster, 100_000)
  const speeds = []
  for (let i = 0; i < 3; i++) speeds.push(await bulk(cluster, 5_000_000))
  say(
    `${replicas} replicas, 60 MB into 10 partitions: ${speeds.map(speed => speed.toFixed(0)).join(', ')} MB/s`,
  )
}

function disk(): void {
  const folder = mkdtempSync(join(tmpdir(), 'porpoise-bench-'))
  const file = openSync(join(folder, 'raw'), 'w')
  const block = Buffer.alloc(1 << 20, 1)
  let count = 0
  const begin = performance.now()
  while (performance.now() - begin < 2000) {
    writeSync(file, block, 0, 4096, count * 4096)
    fsyncSync(file)
    count++
  }
  const took = performance.now() - begin
  const copying = performance.now()
  for (let i = 0; i < 60; i++) writeSync(file, block)
  fsyncSync(file)
  const copied = performance.now() - copying
  closeSync(file)
  rmSync(folder, { recursive: true })
  say(
    `the disk by itself: ${((1000 * count) / took).toFixed(0)} fsyncs/s, ${(60_000 / copied).toFixed(0)} MB/s`,
  )
}

// Agents start nodes that outlive this process.
let running: TutorialCluster | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void Promise.resolve(running?.end()).finally(() => process.exit(1)))
}

disk()
for (const replicas of [2, 1]) {
  const cluster = await TutorialCluster.make()
  running = cluster
  try {
    for (const machine of ['P1', 'P2', 'P3'])
      cluster.edit(`${machine}/config/controller.cfg`, text => text.replace('Factor=2', `Factor=${replicas}`))
    await cluster.begin()
    await cluster.startData(...DATA)
    await rates(cluster, replicas)
    if (replicas === 2 && rounds > 0) await kills(cluster)
  } finally {
    await cluster.end()
  }
}

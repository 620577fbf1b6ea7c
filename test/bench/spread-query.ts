/**
 * Aggregates over ten million rows in partitions on three data nodes, beside the same table on a single node:
 * `node test/bench/spread-query.ts [rows]`. All processes share this machine.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { TutorialCluster } from '../cluster/processes.ts'
import { median } from './report.ts'

const PORPOISE = fileURLToPath(new URL('../../src/porpoise', import.meta.url))
const ROUNDS = 7
const rows = Number(process.argv[2] ?? 10_000_000)

const MAKE = `
n = ${rows / 10}
db = database("dfs://spread", VALUE, 0..11)
db.createPartitionedTable(table(1:0, \`part\`sym\`x, [INT, SYMBOL, DOUBLE]), "t", "part")
for (i in 0..9) loadTable("dfs://spread", "t").append!(table(take(0..11, n).sort() as part, take(symbol("s" + string(1..50)), n) as sym, rand(100.0, n) as x))
0`
const QUERIES = [
  'exec count(*) from pt',
  'select avg(x), max(x) from pt group by sym',
  'select sum(x) from pt where x > 50 group by part, sym',
]

const say = (text: string) => console.log(`${text}   (load ${loadavg()[0].toFixed(1)})`)

/** Milliseconds of each query on a node: the first time, and the median of those after it. */
async function timed(
  cluster: TutorialCluster,
  alias: string,
): Promise<readonly (readonly [number, number])[]> {
  await cluster.shown(alias, 'pt = loadTable("dfs://spread", "t"); 0')
  const times: [number, number][] = []
  for (const query of QUERIES) {
    const each: number[] = []
    for (let i = 0; i <= ROUNDS; i++) {
      const begin = performance.now()
      await cluster.shown(alias, `r = (${query}); 0`)
      each.push(performance.now() - begin)
    }
    times.push([each[0]!, median(each.slice(1))])
  }
  return times
}

async function three(cluster: TutorialCluster) {
  for (const machine of ['P1', 'P2', 'P3'])
    cluster.edit(`${machine}/config/controller.cfg`, text => text.replace('Factor=2', 'Factor=1'))
  await cluster.begin()
  await cluster.startData('datanode1', 'datanode2')
  for (const machine of ['P1', 'P2', 'P3']) {
    const [from, to] = ['P4', machine].map(each => join(cluster.folder, each, 'config', 'cluster.nodes'))
    copyFileSync(from!, to!)
  }
  cluster.launch('agent2')
  const { host, port } = cluster.node('datanode3')
  await cluster.shownOnce('datanode1', `addNode("${host}", ${port}, "datanode3"); 1`, '1')
  await cluster.startData('datanode3')
  await cluster.shownOnce('datanode3', 'isNodeInitialized()', 'true')
  await cluster.shown('datanode1', MAKE)
  const held = await Promise.all(
    [1, 2, 3].map(i => cluster.shown(`datanode${i}`, 'exec sum(rowNum) from getTabletsMeta()')),
  )
  say(`rows on the three nodes: ${held.join(', ')}`)
  return timed(cluster, 'datanode1')
}

async function one(cluster: TutorialCluster) {
  const { host, port } = cluster.node('compute1')
  cluster.nodes.set('single', { alias: 'single', machine: 'P1', host, port })
  const cwd = join(cluster.folder, 'P1')
  mkdirSync(join(cwd, 'data', 'single'), { recursive: true })
  const site = `-mode single -localSite ${host}:${port}:single -home data/single -console 0`
  single = spawn(PORPOISE, site.split(' '), { cwd, stdio: 'ignore' })
  await cluster.shownOnce('single', '1 + 1', '2')
  await cluster.shown('single', MAKE)
  return timed(cluster, 'single')
}

let single: ChildProcess | null = null
async function end(): Promise<void> {
  single?.kill('SIGKILL')
  await cluster.end()
}

// Agents start nodes that outlive this process.
const cluster = await TutorialCluster.make()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => void end().finally(() => process.exit(1)))
try {
  const ofThree = await three(cluster)
  for (const alias of ['datanode1', 'datanode2', 'datanode3']) await cluster.stop(alias)
  const ofOne = await one(cluster)
  QUERIES.forEach((query, i) => {
    const [first, again] = ofThree[i]!
    const [firstOfOne, againOfOne] = ofOne[i]!
    const text = (a: number, b: number) => `${a.toFixed(0)} ms at first, then ${b.toFixed(0)}`
    say(`${query}: three nodes ${text(first, again)}; one node ${text(firstOfOne, againOfOne)}`)
  })
} finally {
  await end()
}

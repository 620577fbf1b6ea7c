/**
 * Small commits and bulk appends in a cluster within one process, on this machine's disk, beside what the disk does by itself:
 * `node test/bench/replication.ts [folder]`. Messages are packed as between real nodes, but go through no socket.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RaftConsensus } from '../../src/cluster/consensus/raft-consensus.ts'
import { Controller } from '../../src/cluster/controller/controller.ts'
import { MetadataMachine } from '../../src/cluster/controller/machine.ts'
import { clusterStoreService } from '../../src/cluster/data-node/cluster-store-service.ts'
import { DataNode } from '../../src/cluster/data-node/data-node.ts'
import type { Site } from '../../src/cluster/site.ts'
import type { Service } from '../../src/engine/bridge/bridge-host.ts'
import { realHost } from '../../src/host/real/host.ts'
import { databaseToJson } from '../../src/storage/catalog/database-record.ts'
import { valueLevel } from '../../src/storage/partitions/scheme.ts'
import { Table } from '../../src/values/forms/table.ts'
import { toTransferable } from '../../src/values/transfer.ts'
import { doubles, ints } from '../../src/values/vectors/fixed-vector.ts'
import { MemoryNetwork } from '../cluster/peers-in-memory.ts'

const DB = 'dfs://bench'
const site = (alias: string): Site => ({ host: 'localhost', port: 1, alias })
type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>

const seconds = async (action: () => Promise<void> | void): Promise<number> => {
  const begin = performance.now()
  await action()
  return (performance.now() - begin) / 1000
}

/** A controller and so many data nodes, with so many replicas of everything. */
async function cluster(folder: string, replicas: number) {
  const network = new MemoryNetwork()
  const machine = new MetadataMachine()
  const peers = network.join(site('c1'))
  const founders = [site('c1')]
  const host = realHost()
  const consensus = await RaftConsensus.open({ host, peers, folder: join(folder, 'c1'), machine, founders })
  const controller = new Controller({ host, peers, consensus, machine, settings: { factor: replicas } })
  const nodes: DataNode[] = []
  for (let i = 1; i <= replicas; i++) {
    const options = {
      host,
      peers: network.join(site(`n${i}`)),
      controllers: founders,
      folder: join(folder, `n${i}`),
    }
    nodes.push(await DataNode.open(options))
  }
  while (machine.state.nodes.size < replicas) await host.clock.sleep(20)
  const service = clusterStoreService(nodes[0], { find: () => undefined }) as Service as unknown as Methods
  const levels = [valueLevel(ints(Array.from({ length: 64 }, (_, i) => i)))]
  const record = {
    path: DB,
    levels,
    engine: 'OLAP',
    atomic: 'TRANS',
    chunkGranularity: 'TABLE',
    owner: '',
  } as const
  await service.createDatabase(0, databaseToJson(record))
  const columns = [
    { name: 'id', type: 'INT' },
    { name: 'x', type: 'DOUBLE' },
  ]
  await service.createTable(0, DB, { name: 't', columns, partitionColumns: ['id'] })
  const close = async () => {
    for (const node of nodes) await node.close()
    controller.close()
    await consensus.close()
  }
  return { service, close }
}

const rows = (ids: Int32Array, xs: Float64Array) =>
  toTransferable(new Table(['id', 'x'], [ints(Array.from(ids)), doubles(Array.from(xs))]))

async function smallCommits(service: Methods, writers: number, milliseconds: number): Promise<number> {
  let commits = 0
  const until = performance.now() + milliseconds
  const write = async (partition: number) => {
    const row = rows(Int32Array.of(partition), Float64Array.of(1))
    while (performance.now() < until) {
      await service.insert(0, DB, 't', row)
      commits++
    }
  }
  const took = await seconds(async () => {
    await Promise.all(Array.from({ length: writers }, (_, i) => write(i)))
  })
  return commits / took
}

// 12 bytes a row, into 10 partitions.
async function bulk(service: Methods, count: number): Promise<number> {
  const ids = Int32Array.from({ length: count }, (_, i) => 20 + (i % 10))
  const xs = Float64Array.from({ length: count }, (_, i) => i)
  const table = rows(ids, xs)
  const took = await seconds(async () => {
    await service.insert(0, DB, 't', table)
  })
  return (12 * count) / took / 1e6
}

function rawFsyncs(folder: string): number {
  const file = openSync(join(folder, 'raw'), 'w')
  const block = Buffer.alloc(4096)
  let count = 0
  const begin = performance.now()
  while (performance.now() - begin < 2000) {
    writeSync(file, block, 0, block.length, count * 4096)
    fsyncSync(file)
    count++
  }
  const took = (performance.now() - begin) / 1000
  closeSync(file)
  return count / took
}

function rawCopy(folder: string, bytes: number): number {
  const file = openSync(join(folder, 'copy'), 'w')
  const block = Buffer.alloc(1 << 20, 1)
  const begin = performance.now()
  for (let at = 0; at < bytes; at += block.length) writeSync(file, block)
  fsyncSync(file)
  const took = (performance.now() - begin) / 1000
  closeSync(file)
  return bytes / took / 1e6
}

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'porpoise-bench-'))
try {
  console.log(
    `raw: ${rawFsyncs(folder).toFixed(0)} fsyncs of 4 KiB a second, ${rawCopy(folder, 120e6).toFixed(0)} MB/s`,
  )
  for (const replicas of [1, 2]) {
    const { service, close } = await cluster(join(folder, `r${replicas}`), replicas)
    await smallCommits(service, 1, 500)
    for (const writers of [1, 8, 32]) {
      const rate = await smallCommits(service, writers, 3000)
      console.log(`${replicas} replicas, ${writers} writers: ${rate.toFixed(0)} commits/s`)
    }
    await bulk(service, 100_000)
    const rates = []
    for (let i = 0; i < 3; i++) rates.push(await bulk(service, 10_000_000))
    console.log(
      `${replicas} replicas, bulk into 10 partitions: ${rates.map(rate => rate.toFixed(0)).join(' ')} MB/s of rows`,
    )
    await close()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}

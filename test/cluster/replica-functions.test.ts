import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { ReplicaClient } from '../../src/cluster/bridge/replica-client.ts'
import { balancingMoves, gatheringMoves } from '../../src/cluster/controller/balance.ts'
import type { ChunkEntry } from '../../src/cluster/controller/entries.ts'
import { replicaService } from '../../src/cluster/data-node/replica-service.ts'
import { getChunksMeta, getTabletsMeta } from '../../src/cluster/functions/chunk.ts'
import { rebalanceChunksAmongDataNodes } from '../../src/cluster/functions/replica.ts'
import {
  getClusterChunksStatus,
  getRecoveryTaskStatus,
  getTransactionStatus,
  getUnresolvedTxn,
} from '../../src/cluster/functions/status.ts'
import type { Bridge } from '../../src/engine/bridge/bridge.ts'
import type { Builtin } from '../../src/functions/define.ts'
import type { Context } from '../../src/runtime/context.ts'
import { display } from '../../src/values/format/format.ts'
import { string } from '../../src/values/forms/scalar.ts'
import type { Table } from '../../src/values/forms/table.ts'
import type { Value } from '../../src/values/value.ts'
import { SimCluster } from '../sim/cluster.ts'

const chunk = (id: string, ...nodes: string[]) =>
  ({ id, path: id, cid: 1, replicas: nodes.map(node => ({ node, cid: 1 })) }) as unknown as ChunkEntry

const shown = (moves: ReturnType<typeof balancingMoves>) =>
  moves.map(move => `${move.chunk} ${move.source}>${move.destination}`)

suite('which replicas move', () => {
  test('to a node that is new, until all hold as many', () => {
    const chunks = ['a', 'b', 'c', 'd', 'e', 'f'].map(id => chunk(id, 'n1', 'n2'))
    const moves = balancingMoves(chunks, ['n1', 'n2', 'n3'], () => true)
    assert.deepEqual(shown(moves), ['a n2>n3', 'b n1>n3', 'c n2>n3', 'd n1>n3'])
    assert.deepEqual(
      balancingMoves(chunks.slice(0, 1), ['n1', 'n2', 'n3'], () => true),
      [],
    )
  })

  test('by their bytes', () => {
    const sizes = { a: 600, b: 100, c: 100, d: 100, e: 100, f: 200 }
    const chunks = Object.entries(sizes).map(([id, size]) => ({ ...chunk(id, 'n1'), size }))
    assert.deepEqual(shown(balancingMoves(chunks, ['n1', 'n2'], () => true)), ['a n1>n2'])
    const small = [...chunks.slice(1), { ...chunk('g', 'n2'), size: 590 }]
    assert.deepEqual(shown(balancingMoves(small, ['n1', 'n2'], () => true)), [])
  })

  test('never to where one of the same chunk is, or may not be', () => {
    const chunks = ['a', 'b', 'c'].map(id => chunk(id, 'n1', 'n2'))
    const moves = balancingMoves(chunks, ['n1', 'n2', 'n3'], (a, b) => a !== 'n1' || b !== 'n3')
    assert.deepEqual(shown(moves), ['a n1>n3'])
  })

  test('tables of a partition are brought together', () => {
    const chunks = [chunk('t/1', 'n1', 'n2'), chunk('u/1', 'n1', 'n3'), chunk('t/2', 'n3', 'n1')]
    const moves = gatheringMoves(chunks, ({ id }) => id.slice(2))
    assert.deepEqual(shown(moves), ['u/1 n3>n2'])
  })
})

// Built-ins ask a bridge that waits; a simulated cluster answers only while its time runs. So what is asked is answered before.
async function shownBy(sim: SimCluster) {
  const { node, service } = sim.nodes.get('n1')!
  const replicas = replicaService(node)
  const call = (of: object, method: string, ...args: unknown[]) =>
    sim.timeline.result((of as Record<string, (...args: unknown[]) => Promise<unknown>>)[method](1, ...args))
  const answers = new Map<string, unknown>([
    ['inspect', await call(replicas, 'inspect', true)],
    ['rebalance', await call(replicas, 'rebalance', false, 0)],
    ['stored', await call(service, 'stored')],
  ])
  const bridge = { call: (_service: string, method: string) => answers.get(method) } as unknown as Bridge
  const client = new ReplicaClient(bridge)
  const context = { service: () => client } as unknown as Context
  return (builtin: Builtin, ...args: Value[]) => {
    const table = builtin.definition.run(context, ...args) as Table
    const rows = (names: string) => {
      const columns = names.split(' ').map(name => table.column(name)!)
      return Array.from({ length: table.rows }, (_, i) => columns.map(each => display(each.get(i))).join(' '))
    }
    return { names: table.names.join(' '), types: table.types.join(' '), rows }
  }
}

suite('what scripts are shown', () => {
  test('chunks, transactions, recoveries and what a node holds', async () => {
    const sim = new SimCluster(1)
    await sim.start(1, 3)
    await sim.createTable('n1')
    await sim.append('n1', [1, 1, 2], [10, 11, 20])
    const show = await shownBy(sim)
    const chunks = show(getClusterChunksStatus)
    assert.equal(
      chunks.names,
      'chunkId file size version vcLength versionChain state replicas replicaCount lastUpdated permission',
    )
    assert.equal(chunks.types, 'UUID STRING LONG INT INT STRING STRING STRING INT TIMESTAMP STRING')
    const sizes = sim.nodes
      .get('n1')!
      .node.store.held()
      .map(({ bytes }) => String(bytes))
    assert.deepEqual(chunks.rows('size'), sizes)
    assert.deepEqual(chunks.rows('file version versionChain state replicaCount'), [
      '/trades/1/t 1 1:0:1:1 ->  COMPLETE 2',
      '/trades/2/t 1 1:0:1:1 ->  COMPLETE 2',
    ])
    const transactions = show(getTransactionStatus)
    assert.equal(transactions.names, 'tid startTime type status partitionCount endTime elapsedTime')
    assert.deepEqual(transactions.rows('tid type status partitionCount'), ['1 APPEND COMPLETE 2'])
    const tablets = show(getTabletsMeta, string('/trades/?'), string('t'))
    assert.equal(tablets.names, 'chunkId path dfsPath tableName version rowNum createCids latestPhysicalDir')
    assert.deepEqual(tablets.rows('dfsPath tableName rowNum createCids'), [
      '/trades/1 t 2 [1]',
      '/trades/2 t 1 [1]',
    ])
    assert.deepEqual(show(getChunksMeta, string('/other/%')).rows('dfsPath'), [])
    assert.deepEqual(
      show(getChunksMeta, string('/trades/1*')).rows('site dfsPath type flag state resolved'),
      ['n1 /trades/1 1 0 0 false'],
    )
    assert.equal(show(getRecoveryTaskStatus).types.split(' ').length, 18)
    assert.deepEqual(show(getUnresolvedTxn).rows('tid'), [])
    assert.equal(show(rebalanceChunksAmongDataNodes).names, 'chunkId srcNode destNode destVolume')
  })
})

test('a node that is added takes its share of the bytes when that is asked for', async () => {
  const sim = new SimCluster(11)
  await sim.start(1, 2)
  await sim.createTable('n1')
  for (let id = 1; id <= 9; id++) {
    const rows = id === 1 ? 4000 : 500
    await sim.append('n1', Array(rows).fill(id), Array(rows).fill(id))
  }
  await sim.startNode('n3')
  const replicas = replicaService(sim.nodes.get('n1')!.node) as Record<
    string,
    (...args: unknown[]) => unknown
  >
  await sim.timeline.result(replicas.rebalance!(1, true, 0) as Promise<unknown>)
  const { state } = sim.leader()!.machine
  const busy = () => [...state.tasks.values()].some(({ status }) => /Waiting|In-Progress/.test(status))
  await sim.until(() => !busy() && sim.isQuiet(), 'all moves are done')
  const held = (alias: string) =>
    sim.nodes
      .get(alias)!
      .node.store.held()
      .reduce((sum, { bytes }) => sum + bytes, 0)
  const isEven = () => {
    const all = ['n1', 'n2', 'n3'].map(held)
    return Math.min(...all) > 0.28 * all.reduce((sum, bytes) => sum + bytes)
  }
  // What has moved goes from its old node a little later.
  await sim.until(isEven, 'all hold about as much')
  for (const node of ['n1', 'n2', 'n3']) assert.equal((await sim.read(node, '1')).length, 4000)
})

suite('recoveries and moves', () => {
  type Methods = Record<string, (...args: unknown[]) => Promise<unknown>>

  async function asked() {
    const sim = new SimCluster(1)
    await sim.start(1, 3)
    await sim.createTable('n1')
    await sim.append('n1', [1], [10])
    const service = replicaService(sim.nodes.get('n1')!.node) as Methods
    const call = (method: string, ...args: unknown[]) => sim.timeline.result(service[method]!(1, ...args))
    const tasks = () => [...sim.leader()!.machine.state.tasks.values()]
    return { sim, call, tasks }
  }

  test('are given up before they begin, each kind by its own name', async () => {
    const { sim, call, tasks } = await asked()
    await call('setSuspended', true)
    const [{ id, replicas }] = [...sim.leader()!.machine.state.chunks.values()]
    const free = ['n1', 'n2', 'n3'].find(alias => !replicas.some(({ node }) => node === alias))
    await call('copy', replicas[0].node, free, [id], true)
    const ids = tasks().map(task => task.id)
    await call('cancel', 'ChunkRecovery', ids)
    assert.deepEqual(
      tasks().map(({ status }) => status),
      ['Waiting'],
    )
    await call('cancel', 'LoadRebalance', ids)
    assert.deepEqual(
      tasks().map(({ status, reason }) => [status, reason]),
      [['Aborted', 'It was cancelled.']],
    )
    await call('setSuspended', false)
    await sim.until(() => sim.isQuiet(), 'nothing is under way')
    assert.deepEqual(sim.chunks().length, 1)
  })

  test('go on so many at a time', async () => {
    const { call } = await asked()
    assert.equal(await call('concurrency', 'LoadRebalance', null), 4)
    assert.equal(await call('concurrency', 'LoadRebalance', 1), 1)
    assert.equal(await call('concurrency', 'LoadRebalance', null), 1)
    assert.equal(await call('concurrency', 'ChunkRecovery', null), 4)
  })

  test('go on so many at a time on one node', async () => {
    const { sim, call } = await asked()
    assert.equal(await call('recoveryWorkers', null), 4)
    await call('recoveryWorkers', 1)
    const { recoveries } = sim.nodes.get('n1')!.node
    const steps: string[] = []
    const piece = (name: string) =>
      recoveries.run(async () => {
        steps.push(`${name} begins`)
        await Promise.resolve()
        steps.push(`${name} ends`)
      })
    await Promise.all([piece('a'), piece('b')])
    assert.deepEqual(steps, ['a begins', 'a ends', 'b begins', 'b ends'])
    await call('recoveryWorkers', 2)
    await Promise.all([piece('c'), piece('d')])
    assert.deepEqual(steps.slice(4), ['c begins', 'd begins', 'c ends', 'd ends'])
  })

  test('chunks that have not changed for so long even out the volumes of a node', async () => {
    const { sim, call } = await asked()
    const many = Array.from({ length: 20_000 }, (_, i) => i)
    for (const id of [1, 2]) {
      const ids = many.map(() => id)
      await sim.append('n1', ids, many)
    }
    const { store } = sim.nodes.get('n1')!.node
    await sim.timeline.result(store.addVolumes(['/more']))
    const onMore = () => store.onVolumes().filter(({ folder }) => folder === '/more').length
    assert.deepEqual(await call('balanceVolumes', 'n1', true, 7), [])
    const planned = (await call('balanceVolumes', 'n1', false, 0)) as {
      source: string
      destination: string
    }[]
    assert.deepEqual(
      planned.map(({ source, destination }) => `${source} to ${destination}`),
      ['/data to /more'],
    )
    assert.equal(onMore(), 0)
    await call('balanceVolumes', 'n1', true, 0)
    await sim.until(() => onMore() === 1, 'one of two is moved')
    assert.deepEqual((await sim.read('n1', '1')).length + (await sim.read('n1', '2')).length, 40_001)
    await assert.rejects(call('balanceVolumes', 'n9', false, 0), /There is no data node n9/)
  })

  test('a node is asked again what it holds', async () => {
    const { sim, call } = await asked()
    let reports = 0
    const { store } = sim.nodes.get('n2')!.node
    const held = store.held.bind(store)
    store.held = () => {
      reports++
      return held()
    }
    await call('triggerReport', 'n2', null)
    await sim.until(() => reports > 0, 'n2 has told')
    await assert.rejects(call('triggerReport', 'nobody', null), /There is no data node nobody/)
  })
})

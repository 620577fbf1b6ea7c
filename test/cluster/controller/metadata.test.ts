import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { TransactionEntry } from '../../../src/cluster/controller/entries.ts'
import { MetadataMachine } from '../../../src/cluster/controller/machine.ts'
import { COUNTERS_KEY, keyOf, pack, packEntry, unpack } from '../../../src/cluster/controller/records.ts'
import type { KeyValueChange, KeyValueStore } from '../../../src/host/kv.ts'
import { DB, Group } from './group.ts'

const THREE = { n1: 'a', n2: 'b', n3: 'c' }

function group(nodes: Readonly<Record<string, string>> = THREE): Group {
  const made = new Group()
  made.prepare(nodes)
  return made
}

suite('transactions', () => {
  test('a write is locked, and with the decision shown', () => {
    const cluster = group()
    const begun = cluster.begin(['1', '2'])
    assert.deepEqual(
      begun.is === 'begun' && begun.chunks.map(({ path, base, nodes }) => [path, base, nodes]),
      [
        ['1', 0, ['n1', 'n2']],
        ['2', 0, ['n3', 'n1']],
      ],
    )
    assert.deepEqual(cluster.chunks(), ['1@0 n1:0 n2:0 locked 1', '2@0 n3:0 n1:0 locked 1'])
    const prepared = ['n1', 'n2', 'n3']
    assert.deepEqual(cluster.do({ is: 'commit', tid: 1, prepared, at: 1 }), { is: 'COMMITTED', cid: 1 })
    assert.deepEqual(cluster.chunks(), ['1@1 n1:1 n2:1', '2@1 n3:1 n1:1'])
    assert.deepEqual(cluster.state.transactions.get(1)?.waiting, ['n1', 'n2', 'n3'])
    for (const node of prepared) cluster.do({ is: 'acknowledge', node, tids: [1] })
    assert.deepEqual(cluster.state.transactions.get(1)?.waiting, [])
    assert.equal(cluster.state.counters.sid, 1)
  })

  test('TRANS refuses what another transaction holds; CHUNK takes the rest', () => {
    const cluster = group()
    cluster.begin(['1'])
    assert.throws(() => cluster.begin(['1', '2']), {
      message: "<ChunkInTransaction>filepath '/trades/1/t' has been owned by transaction 1. RefId: S00002",
    })
    assert.deepEqual(cluster.chunks(), ['1@0 n1:0 n2:0 locked 1'], 'a refusal changes nothing')
    const begun = cluster.begin(['1', '2'], { atomic: 'CHUNK' })
    assert.deepEqual(begun.is === 'begun' && [begun.tid, begun.chunks[0].path, begun.skipped], [
      2,
      '2',
      ['1'],
    ])
    assert.throws(() => cluster.begin(['1', '2'], { atomic: 'CHUNK' }), /ChunkInTransaction/)
  })

  test('a partition is taken out of the scheme unless it is being written', () => {
    const cluster = group()
    const names = () => {
      const [level] = cluster.state.databases.get(DB)!.levels
      return Array.from({ length: level!.count }, (_, code) => level!.name(code))
    }
    const before = names()
    cluster.begin(['1'])
    assert.throws(
      () => cluster.do({ is: 'removePartitions', database: DB, names: ['1'] }),
      /ChunkInTransaction/,
    )
    cluster.do({ is: 'removePartitions', database: DB, names: ['2'] })
    assert.deepEqual(
      names(),
      before.filter(name => name !== '2'),
    )
  })

  test('what is rolled back leaves nothing, and can no longer be committed', () => {
    const cluster = group()
    cluster.write(['1'])
    cluster.begin(['1', '2'])
    cluster.do({ is: 'abort', tid: 2, reason: 'no', at: 3 })
    assert.deepEqual(cluster.chunks(), ['1@1 n1:1 n2:1'])
    assert.deepEqual(cluster.do({ is: 'commit', tid: 2, prepared: ['n1', 'n2', 'n3'], at: 4 }), {
      is: 'ROLLBACK',
      reason: 'no',
    })
    assert.deepEqual(cluster.do({ is: 'abort', tid: 1, reason: 'late', at: 5 }), { is: 'COMMITTED', cid: 1 })
  })

  test('a replica that did not prepare is stale; without any that did, nothing is committed', () => {
    const cluster = group()
    cluster.write(['1'])
    cluster.begin(['1'])
    cluster.do({ is: 'commit', tid: 2, prepared: ['n2'], at: 1 })
    assert.deepEqual(cluster.chunks(), ['1@2 n1:1 n2:2'])
    const begun = cluster.begin(['1'])
    assert.deepEqual(begun.is === 'begun' && begun.chunks[0].nodes, ['n2'], 'a stale one is not written')
    const decision = cluster.do({ is: 'commit', tid: 3, prepared: ['n1'], at: 1 })
    assert.deepEqual(decision, {
      is: 'ROLLBACK',
      reason: 'A chunk has no current replica that is prepared.',
    })
  })

  test('the same request of a coordinator is the same transaction', () => {
    const cluster = group()
    const first = cluster.begin(['1'], { request: 77 })
    assert.deepEqual(cluster.begin(['1'], { request: 77 }), first)
    assert.throws(() => cluster.begin(['1'], { request: 77, coordinator: 'n1#2' }), /ChunkInTransaction/)
  })

  test('a write that its client repeats happens once', () => {
    const cluster = group()
    const client = { id: 'c', sequence: 5, last: true }
    cluster.write(['1'], { client })
    assert.deepEqual(cluster.begin(['1'], { client }), { is: 'repeated' })
    assert.equal(cluster.begin(['1'], { client: { ...client, sequence: 6 } }).is, 'begun')
  })

  test('of a write in several transactions, the partitions that were reached are not written again', () => {
    const cluster = group()
    const client = { id: 'c', sequence: 5, last: false }
    cluster.write(['1'], { client, atomic: 'CHUNK' })
    const begun = cluster.begin(['1', '2'], { client: { ...client, last: true }, atomic: 'CHUNK' })
    assert.deepEqual(begun.is === 'begun' && begun.chunks.map(({ path }) => path), ['2'])
  })

  test('a chunk that is removed is gone, and a later one at its place is another', () => {
    const cluster = group()
    cluster.write(['1'])
    const { id } = [...cluster.state.chunks.values()][0]
    cluster.write(['1'], { chunks: [{ path: '1', remove: true }] })
    assert.deepEqual(cluster.chunks(), [])
    cluster.write(['1'])
    assert.notEqual([...cluster.state.chunks.keys()][0], id)
  })

  test('what is over is forgotten in the end, but not while a node may still ask', () => {
    const cluster = group()
    cluster.begin(['1'])
    cluster.do({ is: 'commit', tid: 1, prepared: ['n1', 'n2'], at: 1 })
    for (let i = 0; i < 1100; i++) cluster.write(['1'])
    assert.equal(cluster.state.transactions.size, 1000)
    assert.ok(cluster.state.transactions.has(1))
    assert.ok(!cluster.state.transactions.has(2))
  })
})

suite('placement', () => {
  test('new chunks go where there are fewest replicas', () => {
    const cluster = group()
    cluster.write(['1', '2', '3'])
    assert.deepEqual(cluster.chunks(), ['1@1 n1:1 n2:1', '2@1 n3:1 n1:1', '3@1 n2:1 n3:1'])
  })

  test('on different machines, where that is asked for', () => {
    const nodes = { n1: 'a', n2: 'a', n3: 'b' }
    const place = (reliability: 0 | 1 | 2, alive: readonly string[]) => {
      const cluster = group(nodes)
      const now = { alive, factor: 2, reliability, at: 1, seed: new Uint8Array(16) }
      const begun = cluster.begin(['1'], { now })
      return begun.is === 'begun' && begun.chunks[0].nodes
    }
    assert.deepEqual(place(0, ['n1', 'n2', 'n3']), ['n1', 'n2'])
    assert.deepEqual(place(1, ['n1', 'n2', 'n3']), ['n1', 'n3'])
    assert.deepEqual(place(1, ['n1', 'n2']), ['n1'])
    assert.deepEqual(place(2, ['n1', 'n2']), ['n1', 'n2'])
  })

  test('all tables of a partition lie together', () => {
    const cluster = group()
    cluster.write(['1', '2'])
    cluster.createTable('u')
    const begun = cluster.begin(['2'], { table: 'u' })
    assert.deepEqual(begun.is === 'begun' && begun.chunks[0].nodes, ['n1', 'n3'])
  })

  test('without a data node nothing new can be stored', () => {
    const cluster = group()
    assert.throws(() => cluster.begin(['1'], { alive: [] }), /<DataNodeNotAvail>/)
    assert.equal(cluster.state.counters.tid, 0)
  })
})

suite('recovery', () => {
  const stale = () => {
    const cluster = group()
    cluster.write(['1'])
    cluster.write(['1'], { alive: ['n2', 'n3'] })
    const [chunk] = cluster.state.chunks.keys()
    const task = {
      type: 'ChunkRecovery',
      chunk,
      source: 'n2',
      destination: 'n1',
      deleteSource: false,
    } as const
    return { cluster, chunk, task }
  }

  test('a stale replica is switched in once it holds everything', () => {
    const { cluster, task } = stale()
    assert.deepEqual(cluster.chunks(), ['1@2 n1:1 n2:2'])
    assert.deepEqual(cluster.do({ is: 'addTasks', tasks: [task, task], at: 1 }), [1])
    assert.equal(cluster.do({ is: 'startTask', task: 1, at: 1 }), true)
    const finish = (cid: number) => cluster.do({ is: 'finishTask', task: 1, cid, incremental: true, at: 2 })
    assert.equal(finish(1), 'behind')
    assert.equal(finish(2), 'finished')
    assert.deepEqual(cluster.chunks(), ['1@2 n2:2 n1:2'])
    assert.equal(finish(2), 'over')
  })

  test('only what needs mending is looked at, by how many replicas there should be', () => {
    const cluster = group()
    cluster.write(['1', '2'], { factor: 1 })
    assert.equal(cluster.state.unhealthy.size, 2)
    cluster.machine.factor = 1
    assert.equal(cluster.state.unhealthy.size, 0)
    cluster.write(['3'], { factor: 1 })
    assert.equal(cluster.state.unhealthy.size, 0)
    const { cluster: other, chunk } = stale()
    other.machine.factor = 1
    assert.deepEqual([...other.state.unhealthy], [chunk])
  })

  test('writes are held up for the last step, and go on when it fails', () => {
    const { cluster, task } = stale()
    cluster.do({ is: 'addTasks', tasks: [task], at: 1 })
    assert.equal(cluster.do({ is: 'holdWrites', task: 1, at: 1 }), true)
    assert.throws(() => cluster.begin(['1']), /<ChunkInRecovery>/)
    cluster.do({ is: 'failTask', task: 1, reason: 'no route', again: true, at: 2 })
    assert.equal(cluster.begin(['1']).is, 'begun')
    assert.equal(cluster.do({ is: 'holdWrites', task: 1, at: 1 }), false, 'while a transaction writes it')
  })

  test('a moved replica leaves its source', () => {
    const { cluster, task } = stale()
    const move = { ...task, type: 'LoadRebalance', destination: 'n3', deleteSource: true } as const
    cluster.do({ is: 'addTasks', tasks: [move], at: 1 })
    cluster.do({ is: 'finishTask', task: 1, cid: 2, incremental: false, at: 1 })
    assert.deepEqual(cluster.chunks(), ['1@2 n1:1 n3:2'])
  })

  test('the last good replica is not deleted', () => {
    const { cluster, chunk } = stale()
    assert.throws(
      () => cluster.do({ is: 'deleteReplicas', chunks: [chunk], node: 'n2' }),
      /only good replica/,
    )
    assert.throws(() => cluster.do({ is: 'removeNode', alias: 'n2' }), /only good replica/)
    cluster.do({ is: 'removeNode', alias: 'n1' })
    assert.deepEqual(cluster.chunks(), ['1@2 n2:2'])
  })

  test('a report that differs from what is known makes a replica stale, and names what is not known', () => {
    const { cluster, chunk } = stale()
    const held = [
      { chunk, cid: null, corrupted: false },
      { chunk: 'another', cid: 3, corrupted: false },
    ]
    const asOf = { cid: 2, replica: 0 }
    assert.deepEqual(cluster.do({ is: 'replicas', node: 'n2', asOf, held }), {
      needless: ['another'],
      again: [],
    })
    assert.deepEqual(cluster.chunks(), ['1@2 n1:1 n2:0'])
  })

  test('a report that is older than what it tells of changes nothing, and is asked for again', () => {
    const { cluster, chunk, task } = stale()
    const late = (node: string, cid: number, asOf: { cid: number; replica: number }) =>
      cluster.do({ is: 'replicas', node, asOf, held: [{ chunk, cid, corrupted: false }] })
    assert.deepEqual(late('n2', 1, { cid: 1, replica: 0 }), { needless: [], again: [chunk] })
    cluster.do({ is: 'addTasks', tasks: [task], at: 1 })
    cluster.do({ is: 'finishTask', task: 1, cid: 2, incremental: true, at: 2 })
    assert.deepEqual(late('n1', 1, { cid: 2, replica: 0 }), { needless: [], again: [chunk] })
    assert.deepEqual(cluster.chunks(), ['1@2 n2:2 n1:2'])
    assert.deepEqual(late('n1', 1, { cid: 2, replica: 1 }), { needless: [], again: [] })
    assert.deepEqual(cluster.chunks(), ['1@2 n2:2 n1:1'])
  })

  test('a copy that is being made is not needless', () => {
    const { cluster, chunk, task } = stale()
    const found = () =>
      cluster.do({
        is: 'replicas',
        node: 'n3',
        asOf: { cid: 2, replica: 0 },
        held: [{ chunk, cid: 2, corrupted: false }],
      })
    cluster.do({ is: 'addTasks', tasks: [{ ...task, destination: 'n3' }], at: 1 })
    assert.deepEqual(found(), { needless: [], again: [chunk] })
    cluster.do({ is: 'failTask', task: 1, reason: 'no', again: false, at: 2 })
    assert.deepEqual(found(), { needless: [chunk], again: [] })
  })
})

test('a command that makes no sense is refused, and does not stop the controllers', () => {
  const cluster = group()
  assert.throws(
    () => cluster.do({ is: 'addTasks' } as never),
    /^StorageError: Broken invariant at the command addTasks: TypeError/,
  )
  assert.equal(cluster.write(['1']), 1)
})

suite('persistence', () => {
  const fingerprint = ({ state }: MetadataMachine) => [
    state.counters,
    [...state.entries()]
      .map(([kind, entry]) => `${kind} ${Buffer.from(packEntry(kind, entry)!).toString('latin1')}`)
      .sort(),
  ]

  const kept = () => {
    const kv = new Map<string, Uint8Array>()
    const keep = (changes: readonly KeyValueChange[]) => {
      for (const { key, value } of changes)
        if (value) kv.set(key, value)
        else kv.delete(key)
    }
    const store = {
      get: (key: string) => kv.get(key),
      range: () => [...kv].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value })),
    } as unknown as KeyValueStore
    return { kv, keep, store }
  }

  test('the changes, kept under their keys, make the same state again', () => {
    const cluster = new Group()
    const { keep, store } = kept()
    cluster.prepare(THREE)
    for (let i = 0; i < 20; i++) {
      cluster.write([String((i % 3) + 1)])
      if (i % 5 === 3) cluster.begin(['9'], { client: { id: 'c', sequence: i, last: true } })
      if (i % 5 === 3) cluster.do({ is: 'abort', tid: cluster.state.counters.tid, reason: '', at: 1 })
      if (i % 5 === 4) cluster.do({ is: 'truncate', database: DB, table: 't' })
      keep(cluster.machine.changes())
    }
    assert.deepEqual(cluster.machine.changes(), [])
    const other = new MetadataMachine()
    other.load(store)
    assert.deepEqual(fingerprint(other), fingerprint(cluster.machine))
  })

  test('what an earlier version had decided and not shown yet is shown', () => {
    const cluster = group()
    const { kv, keep, store } = kept()
    cluster.write(['1'])
    cluster.begin(['1', '2'])
    keep(cluster.machine.changes())
    // As that version kept it: nodes that were prepared, chunks still locked.
    const key = keyOf('transaction', 2)
    const { waiting: _, ...entry } = unpack(kv.get(key)!) as TransactionEntry
    kv.set(key, pack({ ...entry, status: 'COMMIT', cid: 2, prepared: ['n1', 'n3'], ended: 7 }))
    kv.set(COUNTERS_KEY, pack({ ...cluster.state.counters, cid: 2 }))
    const next = new Group()
    next.machine.load(store)
    assert.deepEqual(next.chunks(), ['1@2 n1:2 n2:1', '2@2 n3:2 n1:2'])
    const { status, waiting, ended } = next.state.transactions.get(2)!
    assert.deepEqual([status, waiting, ended], ['COMPLETE', ['n1', 'n3'], 7])
    assert.equal(next.state.counters.sid, 2)
    keep(next.machine.changes())
    const again = new MetadataMachine()
    again.load(store)
    assert.deepEqual(again.changes(), [])
    assert.deepEqual(fingerprint(again), fingerprint(next.machine))
  })
})

import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { Writer } from '../../src/cluster/data-node/writer.ts'
import type { ScriptError } from '../../src/runtime/script-error.ts'
import { display } from '../../src/values/format/format.ts'
import { Table } from '../../src/values/forms/table.ts'
import { fromTransferable, toTransferable } from '../../src/values/transfer.ts'
import { type FixedVector, ints } from '../../src/values/vectors/fixed-vector.ts'
import { StringVector } from '../../src/values/vectors/string-vector.ts'
import { SymbolVector } from '../../src/values/vectors/symbol-vector.ts'
import { DB, SimCluster, siteOf, tableSpec } from '../sim/cluster.ts'

async function cluster(
  controllers: number,
  nodes: number,
  settings: ConstructorParameters<typeof SimCluster>[1] = {},
  atomic: 'TRANS' | 'CHUNK' = 'TRANS',
): Promise<SimCluster> {
  const made = new SimCluster(1, settings)
  await made.start(controllers, nodes)
  await made.createTable('n1', atomic)
  return made
}

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i)

suite('two replicas', () => {
  test('what one node writes another reads', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1, 2, 1], [10, 20, 11])
    assert.deepEqual(await sim.read('n2', '1'), [10, 11])
    assert.deepEqual(await sim.read('n3', '2'), [20])
    assert.deepEqual(await sim.read('n3', '7'), [])
    await sim.append('n3', [1], [12])
    assert.deepEqual(await sim.read('n1', '1'), [10, 11, 12])
    assert.deepEqual(sim.chunks(), ['1@2 n1:2 n2:2', '2@1 n1:1 n3:1'])
  })

  test('a value that has no partition yet gets one', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n2', [77, 1], [5, 6])
    assert.deepEqual(await sim.read('n1', '77'), [5])
  })

  test('partitions are replaced and removed, on every replica', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1, 1, 2], [10, 11, 20])
    await sim.call('n2', 'replace', DB, 't', [['1', null]], 'DROP')
    assert.deepEqual(await sim.read('n1', '1'), [])
    await sim.append('n1', [1], [12])
    assert.deepEqual(await sim.read('n2', '1'), [12])
    await sim.call('n1', 'truncate', DB, 't')
    assert.deepEqual(await sim.read('n2', '2'), [])
    await sim.append('n2', [2], [21])
    assert.deepEqual(await sim.read('n1', '2'), [21])
  })

  test('what was made from rows that are others now does not take their place', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [10])
    const rows = await sim.call('n1', 'read', DB, 't', '1', ['id', 'x'], [])
    await sim.append('n2', [1], [11])
    const replace = (path: string, read: number) =>
      sim.call('n1', 'replace', DB, 't', [[path, rows, read]], 'SQLUPDATE')
    await assert.rejects(replace('1', 1), {
      tag: '<ChunkChanged>',
      message: /^filepath '\/trades\/1\/t' was changed by another transaction since/,
    })
    await replace('1', 2)
    assert.deepEqual(await sim.read('n2', '1'), [10])
    await assert.rejects(replace('1', 0), { tag: '<ChunkChanged>' })
    await replace('2', 0)
  })

  test('columns that come later are known to whoever needs them', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [10])
    await sim.call('n1', 'addColumns', DB, 't', [{ name: 'y', type: 'INT' }])
    await sim.call('n1', 'renameColumn', DB, 't', 'x', 'z')
    await sim.call('n1', 'renameColumn', DB, 't', 'y', 'x')
    assert.deepEqual(await sim.read('n2', '1'), [-2147483648])
  })

  test('a column gets another type for everybody at once, and what writers had begun is kept', async () => {
    const sim = await cluster(2, 2)
    await sim.append('n1', [1, 2], [10, 20])
    await sim.call('n1', 'retypeColumn', DB, 't', 'x', 'DOUBLE')
    const early = sim.insert('n2', [1], [11])
    await assert.rejects(sim.timeline.result(early), /x of the table t is of type DOUBLE, not INT/)
    await sim.call('n2', 'retypeColumn', DB, 't', 'x', 'INT')
    await sim.append('n1', [1], [12])
    for (const node of ['n1', 'n2']) assert.deepEqual(await sim.read(node, '1'), [10, 12])
    await sim.call('n1', 'retypeColumn', DB, 't', 'x', 'STRING')
    const texts = fromTransferable((await sim.call('n2', 'read', DB, 't', '1', ['x'], [])) as never) as Table
    assert.equal(display(texts.columns[0]!), '["10","12"]')
  })

  test('a table that gets the name of a renamed one leaves that one its rows', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [10])
    await sim.call('n1', 'renameTable', DB, 't', 'old')
    await sim.call('n1', 'createTable', DB, tableSpec('t'))
    // No node has heard of the other name when it takes rows of the new table.
    await sim.append('n1', [1], [20])
    for (const node of ['n1', 'n2']) {
      const found = await sim.timeline.result(sim.readAll(node, ['1'], 'old'))
      assert.deepEqual(found.get('1')!.xs, [10])
      assert.deepEqual(await sim.read(node, '1'), [20])
    }
  })

  test('of two writers of one partition the second is refused, or waits for its turn', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [0])
    const both = [sim.insert('n1', [1], [1]), sim.insert('n2', [1], [2])]
    const [first, second] = await sim.timeline.result(Promise.allSettled(both))
    const refused = first.status === 'rejected' ? first : second
    const { tag, message } = (refused as PromiseRejectedResult).reason as ScriptError
    assert.equal(tag, '<ChunkInTransaction>')
    assert.match(message, /has been owned by transaction \d+\. RefId: S00002/)
    const patient = await cluster(1, 2, {}, 'CHUNK')
    await patient.append('n1', [1], [0])
    await patient.timeline.result(
      Promise.all([patient.insert('n1', [1, 2], [1, 1]), patient.insert('n2', [1, 2], [2, 2])]),
    )
    assert.deepEqual((await patient.read('n1', '1')).sort(), [0, 1, 2])
    assert.deepEqual((await patient.read('n1', '2')).sort(), [1, 2])
  })
})

test('messages that come twice, and in any order, write nothing twice', async () => {
  const sim = await cluster(1, 3)
  sim.network.weather = { delay: [0.2, 40], loss: 0, duplication: 1 }
  const written: number[] = []
  for (let x = 0; x < 20; x++) {
    const outcome = sim.append(`n${(x % 3) + 1}`, [1, 2], [x, x])
    await outcome.then(
      () => written.push(x),
      () => {},
    )
  }
  await sim.until(() => sim.isQuiet(), 'all replicas are current')
  for (const { node } of sim.nodes.values()) {
    for (const { path, rows } of node.store.held()) assert.equal(rows, written.length, path)
  }
  assert.deepEqual(await sim.read('n1', '1'), written)
})

test('rows of many mebibytes travel in pieces, appended and put in the place of others', async () => {
  const sim = await cluster(1, 2)
  const count = 1_200_000
  const ones = new Int32Array(count).fill(1)
  const big = new Table(['id', 'x'], [ints([...ones]), ints(Array.from(ones, (_, i) => i))])
  await sim.call('n1', 'insert', DB, 't', toTransferable(big))
  const sum = async (alias: string) => (await sim.read(alias, '1')).reduce((total, x) => total + x, 0)
  const once = (count * (count - 1)) / 2
  sim.crash('n1')
  assert.equal(await sum('n2'), once)
  await sim.restart('n1')
  await sim.until(() => sim.isQuiet(), 'n1 is back')
  await sim.call('n1', 'replace', DB, 't', [['1', toTransferable(big)]], 'SQLUPDATE')
  sim.crash('n1')
  assert.equal(await sum('n2'), once)
})

suite('a partition that is larger than one message, read from another node', () => {
  const columns = ['id', 'x', 'name', 'kind']
  const types = ['INT', 'INT', 'STRING', 'SYMBOL']
  const rows = (count: number) =>
    new Table(columns, [
      ints(new Array(count).fill(1)),
      ints(upTo(count)),
      StringVector.of(upTo(count).map(i => 'x'.repeat(i % 50 === 7 ? 400 : i % 9))),
      SymbolVector.of(upTo(count).map(i => `kind ${i % 200}`)),
    ])

  async function wide(): Promise<SimCluster> {
    const sim = new SimCluster(1)
    await sim.start(1, 3)
    await sim.createTable('n1')
    const spec = {
      name: 'wide',
      columns: columns.map((name, i) => ({ name, type: types[i] })),
      partitionColumns: ['id'],
    }
    await sim.call('n1', 'createTable', DB, spec)
    return sim
  }

  const shown = async (sim: SimCluster, alias: string, names: readonly string[]) => {
    const table = fromTransferable(await sim.call(alias, 'read', DB, 'wide', '1', names, [])) as Table
    return table.columns.map(column => String(upTo(column.length).map(i => display(column.get(i)))))
  }

  test('comes column by column, in pieces, and is what was written', async () => {
    const sim = await wide()
    for (const _ of [1, 2]) await sim.call('n1', 'insert', DB, 'wide', toTransferable(rows(300)))
    const elsewhere = [...sim.nodes.keys()].find(
      alias => sim.nodes.get(alias)!.node.store.held().length === 0,
    )!
    const all = rows(300).columns.map(column => String(upTo(600).map(i => display(column.get(i % 300)))))
    assert.deepEqual(await shown(sim, elsewhere, columns), all)
    assert.deepEqual(await shown(sim, elsewhere, ['kind', 'x']), [all[3], all[1]])
    await sim.until(() => sim.isQuiet(), 'no reading is left open')
  })

  test('goes on at another replica when a node dies in the middle', async () => {
    const sim = await wide()
    await sim.call('n1', 'insert', DB, 'wide', toTransferable(rows(2000)))
    const holders = [...sim.nodes].filter(([, { node }]) => node.store.held().length > 0)
    const elsewhere = [...sim.nodes.keys()].find(alias => !holders.some(([holder]) => holder === alias))!
    const reading = sim.ask(elsewhere, 'read', DB, 'wide', '1', ['x'], []) as Promise<unknown>
    const busy = () => holders.find(([, { node }]) => node.copies > 0)
    await sim.until(() => busy() !== undefined, 'it has begun')
    sim.crash(busy()![0])
    const table = fromTransferable(await sim.timeline.result(reading)) as Table
    assert.deepEqual(upTo(2000), Array.from((table.columns[0] as FixedVector).data as Int32Array))
  })
})

suite('a write that its client repeats on another node', () => {
  const write = (sim: SimCluster, alias: string, id: number, sequence: number) =>
    new Writer(sim.nodes.get(alias)!.node).insert(
      DB,
      't',
      new Table(['id', 'x'], [ints([id]), ints([sequence])]),
      {
        id: 'client',
        sequence,
      },
    )

  test('happens once, and so does each later one', async () => {
    const sim = await cluster(1, 2)
    for (const sequence of [1, 2, 3]) {
      assert.equal(await sim.timeline.result(write(sim, 'n1', 1, sequence)), 1)
      assert.equal(await sim.timeline.result(write(sim, 'n2', 1, sequence)), 1)
    }
    assert.deepEqual(await sim.read('n1', '1'), [1, 2, 3])
  })

  for (let step = 1; step <= 12; step++) {
    test(`happens once though the first node died after message ${step}`, async () => {
      const sim = await cluster(1, 3)
      await sim.append('n2', [1, 2], [0, 0])
      let seen = 0
      sim.network.traceTo(line => {
        if (!/^n1 > .*ask|> n1 .*answer/.test(line) || sim.nodes.get('n1') === undefined) return
        if (++seen === step) sim.crash('n1')
      })
      write(sim, 'n1', 1, 1).catch(() => {})
      await sim.until(() => !sim.nodes.has('n1'), 'n1 dies')
      assert.equal(await sim.timeline.result(write(sim, 'n2', 1, 1)), 1)
      assert.deepEqual(await sim.read('n3', '1'), [0, 1])
    })
  }
})

suite('a node is lost', () => {
  test('reads go to the other replica, writes go on, and the node catches up by itself', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1, 2], [0, 0])
    sim.crash('n2')
    assert.deepEqual(await sim.read('n1', '1'), [0])
    for (const x of [1, 2, 3]) await sim.append('n1', [1], [x])
    await sim.append('n1', [3], [9])
    await sim.call('n1', 'replace', DB, 't', [['2', null]], 'DROP')
    assert.deepEqual(await sim.read('n1', '1'), upTo(4))
    await sim.restart('n2')
    await sim.until(
      () => sim.isQuiet() && sim.chunks().every(chunk => chunk.includes('n2')),
      'n2 has caught up',
    )
    sim.crash('n1')
    assert.deepEqual(await sim.read('n2', '1'), upTo(4))
    assert.deepEqual(await sim.read('n2', '3'), [9])
    assert.deepEqual(await sim.read('n2', '2'), [])
    await sim.append('n2', [1], [4])
    assert.deepEqual(await sim.read('n2', '1'), upTo(5))
  })

  test('in the middle of a query: another replica answers', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1, 2], [10, 20])
    // Partition 2 lies on n1 and n3: a reader at n2 goes to one of them, whichever is dead.
    sim.crash('n3')
    assert.deepEqual(await sim.read('n2', '2'), [20])
    await sim.restart('n3')
    await sim.until(() => sim.isQuiet(), 'n3 is back')
    sim.crash('n1')
    assert.deepEqual(await sim.read('n2', '2'), [20])
  })

  test('a lost replica is made anew elsewhere after a while, if that is asked for', async () => {
    const sim = await cluster(1, 3, { recoveryWait: 5000 })
    await sim.append('n1', [1], [10])
    sim.crash('n2')
    await sim.until(() => sim.chunks().some(chunk => chunk.includes('n3')), 'n3 takes the place')
    sim.crash('n1')
    assert.deepEqual(await sim.read('n3', '1'), [10])
  })

  test('a damaged replica that others are to copy is found by that, and mended from another', async () => {
    const sim = await cluster(1, 3)
    const many = Array.from({ length: 20_000 }, (_, i) => i)
    await sim.append(
      'n1',
      many.map(() => 1),
      many,
    )
    const { host } = sim.nodes.get('n1')!
    const [path] = host.disk.paths().filter(each => each.endsWith('.arrow'))
    host.disk.corrupt(path!, 50_000)
    const [chunk] = sim.leader()!.machine.state.chunks.keys()
    const order = {
      is: 'copyReplicas',
      source: 'n1',
      destination: 'n3',
      chunks: [chunk!],
      move: false,
    } as const
    await sim.timeline.result(sim.nodes.get('n1')!.node.controllers.ask(order))
    const tasks = () => [...sim.leader()!.machine.state.tasks.values()]
    const mended = () => tasks().some(({ type, status }) => type === 'ChunkRecovery' && status === 'Finished')
    await sim.until(() => mended() && sim.isQuiet(), 'n1 is mended')
    sim.crash('n2')
    sim.crash('n3')
    assert.deepEqual(await sim.read('n1', '1'), many)
  })

  test('one that is damaged gives what another one lacks, and is mended from that', async () => {
    const sim = await cluster(1, 2)
    const many = Array.from({ length: 20_000 }, (_, i) => i)
    const ids = many.map(() => 1)
    await sim.append('n1', ids, many)
    sim.crash('n2')
    await sim.append('n1', [1], [-1])
    const { host, node } = sim.nodes.get('n1')!
    const [path] = host.disk.paths().filter(each => each.endsWith('.arrow'))
    host.disk.corrupt(path!, 120_000)
    node.store.clearCache()
    await assert.rejects(sim.read('n1', '1'), /damaged/)
    const [chunk] = sim.leader()!.machine.state.chunks.values()
    const damaged = () =>
      sim
        .leader()!
        .machine.state.chunks.get(chunk!.id)!
        .replicas.some(each => each.corrupted)
    await sim.until(damaged, 'the controllers know it')
    await sim.restart('n2')
    await sim.until(() => sim.isQuiet(), 'both are whole')
    node.store.clearCache()
    for (const each of ['n1', 'n2']) assert.deepEqual(await sim.read(each, '1'), [...many, -1])
  })

  test('what is damaged on the only node that has it is given up, and not tried again and again', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [-1])
    sim.crash('n2')
    const many = Array.from({ length: 20_000 }, (_, i) => i)
    const ids = many.map(() => 1)
    await sim.append('n1', ids, many)
    const { host, node } = sim.nodes.get('n1')!
    const [path] = host.disk.paths().filter(each => each.endsWith('.arrow'))
    host.disk.corrupt(path!, 120_000)
    node.store.clearCache()
    await assert.rejects(sim.read('n1', '1'), /damaged/)
    await sim.restart('n2')
    const tasks = () => [...sim.leader()!.machine.state.tasks.values()]
    await sim.until(() => tasks().some(task => task.hopeless), 'it is given up')
    const before = tasks().length
    await sim.timeline.run(60_000)
    assert.equal(tasks().length, before)
    const { status, reason } = tasks().at(-1)!
    assert.equal(status, 'Aborted')
    assert.match(reason, /^What n2 lacks is damaged on n1, and no other node has it: /)
  })

  test('a partition without a good replica says so to who writes it, and goes only by force', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1, 1], [10, 11])
    await sim.append('n1', [2], [20])
    assert.equal(sim.chunks()[0], '1@1 n1:1 n2:1')
    sim.crash('n1')
    sim.crash('n2')
    const lost =
      /^ScriptError: No node that is there has a good replica of the partition 1 of t: start the nodes/
    await assert.rejects(sim.append('n3', [1], [12]), lost)
    await assert.rejects(
      sim.call('n3', 'drop', DB, 't', ['1'], false),
      /dropPartition with forceDelete=true\.$/,
    )
    await sim.call('n3', 'drop', DB, 't', ['1'], true)
    assert.deepEqual(await sim.read('n3', '1'), [])
    await sim.append('n3', [1], [13])
    assert.deepEqual(await sim.read('n3', '1'), [13])
    await sim.restart('n1')
    await sim.restart('n2')
    await sim.until(
      () =>
        ['n1', 'n2'].every(each =>
          sim.nodes
            .get(each)!
            .node.store.held()
            .every(({ cid }) => cid > 1),
        ),
      'what was removed is gone from the nodes that come back',
    )
    assert.deepEqual(await sim.read('n1', '1'), [13])
    assert.deepEqual(await sim.read('n2', '2'), [20])
  })

  test('a replica that is damaged is found by reading, and mended', async () => {
    const sim = await cluster(1, 2)
    const many = Array.from({ length: 20_000 }, (_, i) => i)
    await sim.append(
      'n1',
      many.map(() => 1),
      many,
    )
    const { host, node } = sim.nodes.get('n1')!
    const [path] = host.disk.paths().filter(each => each.endsWith('.arrow'))
    host.disk.corrupt(path, 120_000)
    node.store.clearCache()
    assert.deepEqual(await sim.read('n1', '1'), many)
    await sim.until(() => sim.isQuiet() && sim.leader()!.machine.state.tasks.size === 1, 'it is mended')
    sim.crash('n2')
    assert.deepEqual(await sim.read('n1', '1'), many)
  })

  test('or by looking through the disk, before anybody reads', async () => {
    const sim = new SimCluster(1)
    sim.scrub = { bytesPerSecond: 4 << 20, interval: 2000, busy: () => false }
    await sim.start(1, 2)
    await sim.createTable('n1')
    const many = upTo(20_000)
    await sim.append(
      'n1',
      many.map(() => 1),
      many,
    )
    const { host } = sim.nodes.get('n1')!
    const [path] = host.disk.paths().filter(each => each.endsWith('.arrow'))
    host.disk.corrupt(path!, 120_000)
    await sim.until(() => sim.isQuiet() && sim.leader()!.machine.state.tasks.size === 1, 'it is mended')
    assert.ok(
      host.lines.some(line => line.includes(path!) && line.includes('the partition 1 of dfs://trades/t')),
    )
    sim.crash('n2')
    assert.deepEqual(await sim.read('n1', '1'), many)
  })
})

suite('a reader sees what it has looked at', () => {
  const look = (sim: SimCluster, job: number) => sim.timeline.result(sim.look('n1', job))
  const read = (sim: SimCluster, job: number, cid: number) =>
    sim.timeline.result(sim.readAs('n1', job, '1', cid))

  test('as it was, though it looks again, others write, and the replicas move', async () => {
    const sim = await cluster(1, 4)
    await sim.append('n1', [1], [10])
    const done = sim.job(1_000_000)
    await look(sim, 1_000_000)
    await sim.append('n1', [1], [11])
    await look(sim, 1_000_000)
    const [chunk] = sim.leader()!.machine.state.chunks.keys()
    for (const [source, destination] of [
      ['n1', 'n3'],
      ['n2', 'n4'],
    ] as const) {
      const order = { is: 'copyReplicas', source, destination, chunks: [chunk], move: true } as const
      await sim.timeline.result(sim.nodes.get('n1')!.node.controllers.ask(order))
      await sim.until(() => sim.chunks()[0]!.includes(destination), 'it has moved')
    }
    await sim.timeline.run(2000)
    assert.deepEqual(await read(sim, 1_000_000, 1), [10])
    assert.deepEqual(await read(sim, 1_000_000, 2), [10, 11])
    done()
  })

  test('or is told that it is no longer there: never another state, never nothing', async () => {
    const gone = (commit: number) => ({
      tag: '<ChunkNotAvailable>',
      message: new RegExp(`commit ${commit} `),
    })
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [10])
    await look(sim, 1_000_000)
    await sim.append('n1', [1], [11])
    // The job has ended, as far as the node knows.
    await sim.timeline.run(5000)
    await assert.rejects(read(sim, 1_000_000, 1), gone(1))
    await sim.call('n1', 'replace', DB, 't', [['1', null]], 'DROP')
    await sim.timeline.run(5000)
    await assert.rejects(read(sim, 1_000_000, 2), gone(2))
  })
})

suite('a coordinator is lost', () => {
  // The messages between nodes, one after the other, are the steps at which it may die.
  for (let step = 1; step <= 12; step++) {
    test(`after message ${step} of its transaction: all or nothing, and the partition is free again`, async () => {
      const sim = await cluster(1, 3)
      await sim.append('n2', [1, 2], [0, 0])
      let seen = 0
      sim.network.traceTo(line => {
        if (!/^n1 > .*ask|> n1 .*answer/.test(line) || sim.nodes.get('n1') === undefined) return
        if (++seen === step) sim.crash('n1')
      })
      const written = sim.insert('n1', [1, 2], [1, 1]).then(
        () => 'written',
        () => 'refused',
      )
      await sim.until(() => !sim.nodes.has('n1'), 'n1 dies')
      await sim.until(() => sim.leader()!.machine.state.openTransactions().length === 0, 'it is decided')
      const [one, two] = [await sim.read('n2', '1'), await sim.read('n3', '2')]
      assert.deepEqual(one, two)
      assert.ok(one.length === 1 || one.length === 2, `${one}`)
      await sim.append('n2', [1, 2], [2, 2])
      await sim.restart('n1')
      await sim.until(() => sim.isQuiet(), 'all is well')
      assert.deepEqual(await sim.read('n1', '1'), [...one, 2])
      void written
    })
  }
})

suite('the leader of the controllers is lost', () => {
  for (let step = 1; step <= 10; step++) {
    test(`after message ${step} of a transaction: it is decided once, and what was acknowledged is there`, async () => {
      const sim = await cluster(3, 2)
      await sim.append('n1', [1], [0])
      let seen = 0
      sim.network.traceTo(line => {
        if (!/(controller|data) (ask|answer)/.test(line)) return
        if (++seen === step) sim.crash(sim.leader()!.consensus.leader()!.alias)
      })
      const outcome = await sim.timeline.result(
        sim.insert('n1', [1], [1]).then(
          () => 'written',
          error => String(error),
        ),
      )
      await sim.until(() => sim.isQuiet(), 'a new leader has put all in order')
      const xs = await sim.read('n2', '1')
      if (outcome === 'written') assert.deepEqual(xs, [0, 1])
      else assert.deepEqual(xs, [0], outcome)
      await sim.append('n2', [1], [2])
      assert.deepEqual(await sim.read('n1', '1'), [...xs, 2])
    })
  }
})

suite('what a node holds', () => {
  const heldAt = (sim: SimCluster, alias: string) =>
    sim.nodes
      .get(alias)!
      .node.store.held()
      .map(({ path, cid }) => `${path}@${cid}`)

  test('a report that comes late makes no replica stale', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [0])
    const reports = [...sim.nodes.values()].map(({ node }) => ({
      node,
      report: {
        is: 'report',
        incarnation: node.presence.incarnation,
        of: 'all',
        asOf: { cid: 1, replica: 0 },
        held: node.store.held().map(({ id, cid }) => ({ chunk: id, cid })),
        unsure: [],
        underWay: [],
        tables: node.store.tableIds,
      } as const,
    }))
    await sim.append('n1', [1], [1])
    for (const { node, report } of reports) await sim.timeline.result(node.controllers.ask(report))
    assert.deepEqual(sim.chunks(), ['1@2 n1:2 n2:2'])
  })

  test('a request to copy that comes late brings nothing from a source that is behind', async () => {
    const sim = await cluster(1, 2)
    await sim.append('n1', [1], [0])
    sim.crash('n2')
    await sim.append('n1', [1], [1])
    const { chunks, tables } = sim.leader()!.machine.state
    const [[id, { table }]] = [...chunks]
    const [n1, n2] = ['n1', 'n2'].map(siteOf)
    const request = {
      is: 'fetch',
      task: 99,
      chunk: id,
      table,
      version: tables.get(table)!.version,
      path: '1',
    }
    const { controllers } = sim.nodes.get('n1')!.node
    await sim.timeline.result(controllers.ask({ is: 'suspendRecovery' }))
    await sim.restart('n2')
    const { peers } = sim.leader()!
    await assert.rejects(
      sim.timeline.result(peers.ask(n1, 'data', { ...request, source: n2, whole: false }, 5000)),
      /n2 has 1 as of 1, which is behind 2/,
    )
    assert.deepEqual(heldAt(sim, 'n1'), ['1@2'])
  })

  test('nothing is left of replicas that were moved, removed or dropped', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1, 2], [10, 20])
    const [id] = sim.leader()!.machine.state.chunks.keys()
    const ask = (request: object) =>
      sim.timeline.result(sim.nodes.get('n1')!.node.controllers.ask(request as never))
    await ask({ is: 'copyReplicas', source: 'n1', destination: 'n3', chunks: [id], move: true })
    await sim.until(() => heldAt(sim, 'n1').join() === '2@1', 'n1 has removed it')
    await ask({ is: 'deleteReplicas', chunks: [id], node: 'n2' })
    await sim.until(() => heldAt(sim, 'n2').join() === '', 'n2 has removed it')
    sim.crash('n3')
    await sim.call('n1', 'dropTable', DB, 't')
    await sim.until(() => heldAt(sim, 'n1').join() === '', 'n1 has dropped the table')
    await sim.restart('n3')
    const tables = () => [...sim.nodes.values()].flatMap(({ node }) => node.store.tableIds)
    await sim.until(() => tables().length === 0, 'nobody knows the table any more')
    for (const { node } of sim.nodes.values()) await sim.timeline.result(node.store.settle())
    const files = [...sim.nodes.values()].flatMap(({ host }) => host.disk.paths())
    assert.deepEqual(
      files.filter(path => path.includes('/segments/')),
      [],
    )
  })
})

suite('replicas are moved', () => {
  test('a copy, a move and a removal, by hand', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1], [10])
    const [id] = sim.leader()!.machine.state.chunks.keys()
    const ask = (request: object) =>
      sim.timeline.result(sim.nodes.get('n1')!.node.controllers.ask(request as never))
    const order = { is: 'copyReplicas', source: 'n1', destination: 'n3', chunks: [id] }
    await ask({ ...order, move: true })
    await sim.until(() => sim.chunks()[0] === '1@1 n2:1 n3:1', 'it has moved')
    await ask({ is: 'copyReplicas', source: 'n2', destination: 'n1', chunks: [id], move: false })
    await sim.until(() => sim.chunks()[0] === '1@1 n1:1 n2:1 n3:1', 'it is copied')
    await ask({ is: 'deleteReplicas', chunks: [id], node: 'n2' })
    assert.deepEqual(sim.chunks(), ['1@1 n1:1 n3:1'])
    await sim.append('n2', [1], [11])
    assert.deepEqual(await sim.read('n2', '1'), [10, 11])
  })

  test('while they are written', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1], [0])
    const [id] = sim.leader()!.machine.state.chunks.keys()
    let written = 1
    const writing = (async () => {
      while (!sim.chunks()[0].includes('n3')) await sim.insert('n1', [1], [written++])
    })()
    await sim.timeline.result(
      sim.nodes.get('n1')!.node.controllers.ask({
        is: 'copyReplicas',
        source: 'n1',
        destination: 'n3',
        chunks: [id],
        move: true,
      }),
    )
    await sim.timeline.result(writing)
    assert.deepEqual(await sim.read('n3', '1'), upTo(written))
    await sim.until(() => sim.isQuiet(), 'all is well')
  })
})

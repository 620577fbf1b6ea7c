import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import fc from 'fast-check'
import { TutorialCluster } from './processes.ts'
import { tableStory } from './table-story.ts'

const TABLE = `
n = 100000
t = table(take(2024.01.01..2024.01.08, n).sort() as d, take(\`A\`B\`C\`D\`E, n) as s, 1..n as q, (1..n) % 97 * 1.5 as p)
db = database("dfs://spread", VALUE, 2024.01.01..2024.01.08)
pt = db.createPartitionedTable(t, "pt", "d").append!(t)`

let cluster: TutorialCluster
before(async () => {
  cluster = await TutorialCluster.make()
  await cluster.begin()
  await cluster.startData('datanode1', 'datanode2')
  for (const alias of ['datanode1', 'datanode2'])
    await cluster.shownOnce(alias, 'isNodeInitialized()', 'true')
})
after(() => cluster.end())

suite('people and calls in a cluster of processes', () => {
  test('a user made on one node logs in on the others, and survives the loss of the leader', async () => {
    await cluster.shown('datanode1', 'createUser(`mary, "apple12")')
    const port = cluster.node('datanode2').port
    const asMary = (password: string) =>
      `remoteRun(xdb("${cluster.node('datanode2').host}", ${port}, "mary", "${password}"), "getCurrentSessionAndUser()[1]")`
    assert.equal(await cluster.shown('datanode1', asMary('apple12')), 'mary')
    await cluster.shown('datanode2', 'def view(){ return 42 }; addFunctionView(view)')
    const leader = await cluster.leader()
    assert.equal(await cluster.shown(leader, 'getUserList()'), '["mary"]')
    await cluster.kill(leader)
    assert.equal(await cluster.shown('datanode1', asMary('apple12')), 'mary')
    await cluster.shown('datanode2', 'resetPwd(`mary, "banana12")')
    assert.equal(await cluster.shown('datanode1', asMary('banana12')), 'mary')
    await assert.rejects(cluster.shown('datanode1', asMary('apple12')), /password is incorrect/)
    await cluster.shownOnce('datanode1', 'view()', '42')
    cluster.launch(leader)
    await cluster.shownOnce(leader, 'getUserList()', '["mary"]')
    await cluster.shownOnce(leader, 'exec name from getFunctionViews()', '["view"]')
  })

  test('functions run on other nodes by their names', async () => {
    assert.equal(await cluster.shown('datanode1', 'rpc("datanode2", getNodeAlias)'), 'datanode2')
    assert.equal(
      await cluster.shown('datanode1', 'exec Node from pnodeRun(getNodeAlias) order by Node'),
      '["datanode1","datanode2"]',
    )
    const controller = await cluster.leader()
    assert.equal(await cluster.shown('datanode1', `rpc(getControllerAlias(), getNodeType)`), '2')
    assert.equal(await cluster.shown(controller, 'exec Value from pnodeRun(getNodeType)'), '[0,0]')
    assert.equal(
      await cluster.shown('datanode1', 'remoteRun(xdb("datanode2"), "getCurrentSessionAndUser()[1]")'),
      'admin',
    )
  })

  test('a table is partitioned by functions, which any node calls', async () => {
    const shown = (node: string, script: string) =>
      cluster.shown(node, `byMonth = loadTable("dfs://byFunction", "t"); ${script}`)
    const counts = '(select count(*) as n from byMonth group by month(d)).n'
    await cluster.shown(
      'datanode1',
      `def lastDigit(id) { return int(substr(id, strlen(id) - 1)) }
       months = database("dfs://byFunction", COMPO, [database(, VALUE, 2024.01M..2024.04M), database(, HASH, [INT, 2])])
       rows = table(2024.01.01 + 0..119 as d, "id" + string(0..119) as id, 0..119 as x)
       months.createPartitionedTable(rows, "t", ["month(d)", "lastDigit(id)"]).append!(rows)`,
    )
    assert.equal(await shown('datanode2', counts), '[31,29,31,29]')
    await shown(
      'datanode2',
      'byMonth.append!(table(2024.05.01 2024.01.01 as d, `id1`id120 as id, 1000 2000 as x))',
    )
    assert.equal(await shown('datanode1', counts), '[32,29,31,29,1]')
    await shown('datanode1', 'update byMonth set x = x + 1 where d between 2024.02.01 : 2024.02.29')
    await shown('datanode2', 'update byMonth set d = 2024.02.29 where id = "id1" and month(d) = 2024.05M')
    await shown('datanode1', 'delete from byMonth where id in ["id3", "id120"]')
    await shown(
      'datanode2',
      'byMonth.upsert!(table(2024.01.02 2024.03.31 as d, `id1`new0 as id, -5 -6 as x), keyColNames=`id`d)',
    )
    for (const node of ['datanode1', 'datanode2']) {
      assert.equal(await shown(node, counts), '[30,30,32,29]')
      assert.equal(await shown(node, 'exec x from byMonth where id = "id1" order by x'), '[-5,1000]')
      const explained = await shown(
        node,
        'exec [HINT_EXPLAIN] sum(x) from byMonth where id = "id40", d <= 2024.02.29',
      )
      assert.deepEqual(JSON.parse(explained).explain.from.partitions, { total: 8, pruned: 6 })
    }
  })

  test('replaceColumn! changes all rows or none, also when the leader is lost in the middle', async () => {
    await cluster.shown(
      'datanode1',
      `retyped = database("dfs://retyped", VALUE, 1..40)
       rows = table(take(1..40, 4000) as id, 1..4000 as x)
       retyped.createPartitionedTable(rows, "t", "id").append!(rows)`,
    )
    const state = 'x = exec x from loadTable("dfs://retyped", "t"); typestr(x) + ", " + string(long(sum(x)))'
    const states = new Set<string>()
    for (const type of ['DOUBLE', 'LONG']) {
      const leader = await cluster.leader()
      const changed = cluster
        .shown('datanode1', `replaceColumn!(loadTable("dfs://retyped", "t"), "x", array(${type}, 0)).name`)
        .catch(error => error.message)
      await cluster.kill(leader)
      const seen = await cluster.shownOnce('datanode2', state, /VECTOR/)
      states.add(seen)
      await changed
      const now = await cluster.shownOnce('datanode1', state, /VECTOR/)
      assert.equal(await cluster.shown('datanode2', state), now)
      states.add(now)
      cluster.launch(leader)
      await cluster.shownOnce(leader, 'getNodeAlias()', leader)
    }
    for (const each of states) assert.match(each, /^FAST (INT|DOUBLE|LONG) VECTOR, 8002000$/)
  })

  // More and others: PROPERTY_RUNS=100 PROPERTY_SEED=7 node --test --test-name-pattern 'same story' test/cluster/across-nodes.test.ts
  test('stored tables and tables in memory tell the same story', { timeout: 3_600_000 }, async () => {
    const parameters = {
      numRuns: Number(process.env.PROPERTY_RUNS ?? 2),
      seed: Number(process.env.PROPERTY_SEED ?? 1),
    }
    const run = (script: string) => cluster.shown('datanode1', script)
    const all = (table: string) => `select * from ${table} order by k`
    await fc.assert(
      fc.asyncProperty(tableStory, async ({ creation, steps, questions }) => {
        await run(creation)
        for (const step of steps) {
          if (step === 'restart') continue
          await run(`${step.stored}\n${step.memory}\npt = loadTable("dfs://beside", "pt")`)
          const expected = await run(all('m'))
          assert.equal(await run(all('pt')), expected)
          assert.equal(await cluster.shown('datanode2', all('loadTable("dfs://beside", "pt")')), expected)
        }
        for (const { stored, memory } of questions) assert.equal(await run(stored), await run(memory), stored)
      }),
      parameters,
    )
  })

  test('mr runs where the chunks are, with what its functions need', async () => {
    await cluster.shown('datanode1', TABLE)
    await cluster.shown(
      'datanode1',
      'def scaled(t, k): sum(t.q) * k\nds = sqlDS(<select * from pt where q > 10>)',
    )
    assert.equal(
      await cluster.shown('datanode1', 'mr(ds, scaled{, 2}, +) == 2 * (exec sum(q) from t where q > 10)'),
      'true',
    )
    assert.equal(
      await cluster.shown(
        'datanode1',
        'mr(ds, def(t): getNodeAlias(),, def(names): sort distinct(names.flatten()))',
      ),
      '["datanode1","datanode2"]',
    )
    await cluster.shown(
      'datanode1',
      'copy = db.createPartitionedTable(t, "copy", "d"); mr(ds.transDS!(def(t): select * from t where q <= 20), append!{copy})',
    )
    assert.equal(
      await cluster.shown('datanode2', 'exec sum(q) from loadTable("dfs://spread", "copy")'),
      '155',
    )
  })

  test('a job that is submitted to another node queries all chunks', async () => {
    const job =
      'def total(t){ return exec sum(q) from loadTable("dfs://spread", t) }; rpc("datanode2", submitJobEx, "total", "all of it", 8, 2, total, "pt")'
    assert.equal(await cluster.shown('datanode1', job), 'total')
    assert.equal(await cluster.shown('datanode2', 'getJobReturn("total", true)'), '5000050000')
    assert.equal(
      await cluster.shown('datanode1', 'exec jobDesc from pnodeRun(getRecentJobs) where jobId = "total"'),
      '["all of it"]',
    )
  })

  test('what is computed on several nodes is of one moment, while others write', async () => {
    await cluster.shown(
      'datanode1',
      'moment = db.createPartitionedTable(table(2024.01.01 as d, 1 as x), "moment", "d").append!(table(2024.01.01..2024.01.08 as d, take(1 -1, 8) as x))',
    )
    let writing = true
    const writer = (async () => {
      // Each write changes all partitions, and the sum of all not at all.
      while (writing)
        await cluster.shown(
          'datanode2',
          'loadTable("dfs://spread", "moment").append!(table(2024.01.01..2024.01.08 as d, take(7 -7, 8) as x))',
        )
    })()
    const seen = new Set<string>()
    for (let i = 0; i < 30 || seen.size < 5; i++) {
      const value = await cluster.shown('datanode1', 'exec sum(x), count(*) % 8, count(*) from moment')
      const [sum, odd, count] = value.trim().split('\n').at(-1)!.split(/\s+/)
      assert.deepEqual([sum, odd], ['0', '0'])
      seen.add(count!)
    }
    writing = false
    await writer
  })

  test('aggregates are computed where the chunks are, and a node that is lost in the middle is not missed', async () => {
    const query =
      'select count(*) as n, sum(q) as q, avg(p) as p, first(q) as f, max(p) as m from T group by s'
    const limited =
      'select sum(q * k) as q from T where q > (exec avg(q) from T where s == `A), d > 2024.01.02 group by d % 3 as e'
    for (const each of [query, limited]) {
      const [there, here] = ['pt', 't'].map(name => each.replaceAll(' T', ` ${name}`))
      const expected = await cluster.shown('datanode1', `k = 3; ${here}`)
      assert.equal(await cluster.shown('datanode1', `k = 3; ${there}`), expected)
      assert.equal(
        await cluster.shown('datanode2', `k = 3; pt = loadTable("dfs://spread", "pt"); ${there}`),
        expected,
      )
    }
    const explained = JSON.parse(
      await cluster.shown('datanode1', 'exec [HINT_EXPLAIN] sum(q) from pt group by s'),
    )
    assert.deepEqual(explained.explain.map.partitions, { local: 4, remote: 4 })
    assert.deepEqual(explained.explain.map.nodes, { datanode2: 4 })
    const whole = query.replace(' T', ' pt')
    const expected = await cluster.shown('datanode1', whole)
    const results: string[] = []
    const killed = cluster
      .until('some queries have run', () => results.length > 5)
      .then(() => cluster.kill('datanode2'))
    for (let i = 0; i < 40; i++) results.push(await cluster.shown('datanode1', whole))
    await killed
    results.push(await cluster.shown('datanode1', whole))
    assert.deepEqual(new Set(results), new Set([expected]))
    await assert.rejects(
      cluster.shown('datanode1', 'rpc("datanode2", getNodeAlias)'),
      /The node datanode2 can't be reached/,
    )
  })
})

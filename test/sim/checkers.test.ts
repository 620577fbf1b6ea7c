import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Metadata } from '../../src/cluster/controller/metadata.ts'
import type { Store } from '../../src/storage/store.ts'
import { Table } from '../../src/values/forms/table.ts'
import { ints } from '../../src/values/vectors/fixed-vector.ts'
import { Group } from '../cluster/controller/group.ts'
import { Contents } from './checkers/contents.ts'
import { LogMatching } from './checkers/log-matching.ts'
import { openEnds } from './checkers/nothing-leaks.ts'
import { OneLeader } from './checkers/one-leader.ts'
import { checkReplicaAgreement } from './checkers/replica-agreement.ts'
import { checkSameState } from './checkers/same-state.ts'
import { StateMachineSafety } from './checkers/state-machine-safety.ts'
import { CommitHistory } from './commit-history.ts'

const group = (): Group => {
  const made = new Group()
  made.prepare({ n1: 'a', n2: 'b', n3: 'c' })
  return made
}

describe('checkers of the consensus', () => {
  test('a term has one leader', () => {
    const checker = new OneLeader()
    assert.equal(checker.saw('c1', 3), true)
    assert.equal(checker.saw('c1', 3), false)
    assert.throws(() => checker.saw('c2', 3), /Term 3 has two leaders, c1 and c2/)
  })

  test('an entry is the same in every log, and behind the same', () => {
    const checker = new LogMatching()
    const entry = (byte: number) =>
      ({ index: 5, term: 2, payload: { kind: 'command', command: Uint8Array.of(byte) } }) as const
    checker.stored(entry(1), 2)
    checker.stored(entry(1), 2)
    assert.throws(() => checker.stored(entry(2), 2), /The entry 5\/2 is both/)
    assert.throws(() => checker.stored(entry(1), 1), /The entry 5\/2 is both/)
  })

  test('members apply the same, and become the same', () => {
    const safety = new StateMachineSafety()
    safety.applied('c1', 7, 'put a')
    assert.throws(() => safety.applied('c2', 7, 'put b'), /c2 applies "put b" at 7, where another/)
    const [one, other] = [group(), group()]
    checkSameState(new Map([one, other].map((each, i) => [`c${i + 1}`, each.state])))
    one.write(['1'])
    other.write(['1'], { alive: ['n3'] })
    assert.throws(
      () => checkSameState(new Map([one, other].map((each, i) => [`c${i + 1}`, each.state]))),
      /at c1 and .* at c2/s,
    )
  })
})

describe('the checker of contents', () => {
  // Two transactions: rows into partitions 1 and 2, then other rows in the place of those of 1.
  function told() {
    const history = new CommitHistory()
    const cluster = new Group()
    let index = 0
    const real = cluster.machine.apply.bind(cluster.machine)
    cluster.machine.apply = (bytes, at) => {
      history.applied(++index, bytes)
      return real(bytes, at)
    }
    cluster.prepare({ n1: 'a', n2: 'b' })
    const checker = new Contents(history, 't')
    const change = (name: string, kind: 'append' | 'replace', rows: [string, number[]][], read?: number) => {
      checker.changes.set(name, {
        name,
        kind,
        rows: new Map(rows),
        ...(read === undefined ? {} : { read: new Map([[rows[0]![0], read]]) }),
        acknowledged: 10,
        refused: false,
      })
      const client = { id: name, sequence: 1, last: true }
      return cluster.write(
        rows.map(([path]) => path),
        { client },
      )
    }
    change('a', 'append', [
      ['1', [11]],
      ['2', [21]],
    ])
    return { checker, change }
  }
  const read = (checker: Contents, began: number, one: [number, number[]], two: [number, number[]]) => () =>
    checker.read(
      'reader',
      began,
      began + 1,
      new Map([
        ['1', { cid: one[0], xs: one[1] }],
        ['2', { cid: two[0], xs: two[1] }],
      ]),
    )

  test('takes each moment, and no mixture', () => {
    const { checker, change } = told()
    read(checker, 5, [0, []], [0, []])()
    read(checker, 5, [1, [11]], [1, [21]])()
    assert.throws(read(checker, 5, [1, [11]], [0, []]), /never was so at one moment/)
    change('b', 'replace', [['1', [12]]])
    read(checker, 20, [2, [12]], [1, [21]])()
  })

  test('refuses what is lost, repeated, or from before', () => {
    const { checker } = told()
    assert.throws(read(checker, 20, [0, []], [0, []]), /from 1 on/)
    assert.throws(
      read(checker, 20, [1, [11, 11]], [1, [21]]),
      /sees 11,11 in 1 as of commit 1, which holds 11/,
    )
    read(checker, 5, [1, [11]], [1, [21]])()
    assert.throws(read(checker, 8, [0, []], [0, []]), /never was so at one moment from 1 on/)
  })

  test('at the end, refuses a change that overwrote what it had not read, happened twice, or never', () => {
    const { checker, change } = told()
    change('b', 'replace', [['1', [12]]], 1)
    checker.settle()
    change('c', 'replace', [['1', [13]]], 1)
    assert.throws(() => checker.settle(), /c was made from 1@1 and replaces 1@2/)
    checker.changes.get('b')!.refused = true
    assert.throws(() => checker.settle(), /b was refused and has happened/)
    const never = { ...checker.changes.get('a')!, name: 'd' }
    checker.changes.set('b', { ...checker.changes.get('b')!, refused: false })
    checker.changes.set('d', never)
    assert.throws(() => checker.settle(), /d was acknowledged and has not happened/)
  })
})

describe('checkers of a cluster at rest', () => {
  const stores = (
    contents: Readonly<Record<string, readonly [cid: number, xs: readonly number[]]>>,
    id: string,
  ) =>
    new Map(
      Object.entries(contents).map(([node, [cid, xs]]) => [
        node,
        {
          held: () => [{ id, cid, tableName: 't' }],
          clearCache: () => {},
          readVersion: async () => new Table(['x'], [ints(xs)]),
        } as unknown as Store,
      ]),
    )

  test('replicas are as many as they should be, current, and equal', async () => {
    const cluster = group()
    cluster.write(['1'])
    const chunks = [...cluster.state.chunks.values()]
    const check = (contents: Parameters<typeof stores>[0], factor = 2) =>
      checkReplicaAgreement(chunks, () => 't', stores(contents, chunks[0]!.id), factor)
    await check({ n1: [1, [5]], n2: [1, [5]] })
    await assert.rejects(check({ n1: [1, [5]], n2: [1, [6]] }), /is not the same everywhere/)
    await assert.rejects(check({ n1: [1, [5]], n2: [0, []] }), /t\/1@1 is on n2/)
    await assert.rejects(check({ n1: [1, [5]], n2: [1, [5]] }, 3), /has 2 replicas/)
  })

  test('nothing is open', () => {
    const cluster = group()
    cluster.write(['1'])
    assert.deepEqual(openEnds(cluster.state), [])
    assert.deepEqual(openEnds(new Metadata()), [])
    cluster.begin(['1'])
    assert.deepEqual(openEnds(cluster.state), ['transaction 2 is in BEGIN', 'chunk 1 is locked by 2'])
    cluster.do({ is: 'commit', tid: 2, prepared: ['n1', 'n2'], at: 1 })
    cluster.do({ is: 'acknowledge', node: 'n1', tids: [2] })
    assert.deepEqual(openEnds(cluster.state), ['transaction 2 waits for n2'])
  })
})

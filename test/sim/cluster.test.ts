import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { SnapshotReads, type WrittenRows } from './checkers/snapshot-reads.ts'
import { clusterStory } from './cluster-story.ts'

describe('simulation of whole clusters', () => {
  test('no seed shows anything that may not be', async () => {
    for (let seed = 1; seed <= 100; seed++) {
      await assert.doesNotReject(clusterStory(seed), `npm run sim -- --story cluster --seed ${seed}`)
    }
  })
})

test('the same seed tells the same story of a cluster, to the byte', async () => {
  const told = async () => {
    const hash = createHash('sha256')
    await clusterStory(2, line => hash.update(`${line}\n`))
    return hash.digest('hex')
  }
  assert.equal(await told(), await told())
})

describe('the checker of snapshot reads', () => {
  const written = (acknowledged: number): WrittenRows => ({
    name: 'append',
    rows: new Map([
      ['1', [11, 12]],
      ['2', [21]],
    ]),
    called: 10,
    acknowledged,
  })
  const read = (transaction: WrittenRows, began: number, one: readonly number[], two: readonly number[]) => {
    const checker = new SnapshotReads()
    checker.written.push(transaction)
    const seen = new Map([
      ['1', one],
      ['2', two],
    ])
    return () => checker.read('reader', began, began + 1, seen)
  }

  test('takes all or nothing of what is under way', () => {
    read(written(Number.POSITIVE_INFINITY), 20, [], [])()
    read(written(Number.POSITIVE_INFINITY), 20, [11, 12], [21])()
  })

  test('refuses parts, losses, repetitions and inventions', () => {
    assert.throws(read(written(30), 20, [11, 12], []), /only 11,12 of 11,12,21/)
    assert.throws(read(written(15), 20, [], []), /doesn't see/)
    assert.throws(read(written(15), 20, [11, 12, 11], [21]), /twice/)
    assert.throws(read(written(15), 20, [11, 12], [21, 22]), /nobody wrote/)
    assert.throws(read(written(15), 5, [11, 12], [21]), /before it was asked for/)
  })
})

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, test } from 'node:test'
import { linearizabilityFault } from './checkers/linearizability.ts'
import { consensusStory } from './consensus-story.ts'

describe('simulation of the consensus group', () => {
  test('no seed shows anything that may not be', async () => {
    for (let seed = 1; seed <= 200; seed++) {
      await assert.doesNotReject(consensusStory(seed), `npm run sim -- --story consensus --seed ${seed}`)
    }
  })

  test('the same seed tells the same story, to the byte', async () => {
    const told = async () => {
      const hash = createHash('sha256')
      await consensusStory(4, line => hash.update(`${line}\n`))
      return hash.digest('hex')
    }
    assert.equal(await told(), await told())
  })
})

describe('the linearizability checker', () => {
  const operation = (called: number, returned: number, apply: (state: string) => string | null) => ({
    client: 'x',
    text: '',
    called,
    returned,
    apply,
  })
  const put = (called: number, returned: number, value: string) => operation(called, returned, () => value)
  const get = (called: number, returned: number, value: string) =>
    operation(called, returned, state => (state === value ? state : null))

  test('takes what could have been', () => {
    assert.equal(linearizabilityFault([put(0, 10, 'a'), get(5, 6, ''), get(7, 8, 'a')], ''), null)
    assert.equal(linearizabilityFault([put(0, Number.POSITIVE_INFINITY, 'a'), get(1, 2, '')], ''), null)
    assert.equal(linearizabilityFault([put(0, Number.POSITIVE_INFINITY, 'a'), get(9, 10, 'a')], ''), null)
  })

  test('refuses stale reads, lost writes and writes that come and go', () => {
    assert.match(linearizabilityFault([put(0, 1, 'a'), get(2, 3, '')], '')!, /1 of 2 fit/)
    assert.ok(linearizabilityFault([put(0, 10, 'a'), get(2, 3, 'a'), get(4, 5, '')], ''))
    assert.ok(linearizabilityFault([put(0, 1, 'a'), put(0, 1, 'b'), get(2, 3, 'a'), get(2, 3, 'b')], ''))
  })
})

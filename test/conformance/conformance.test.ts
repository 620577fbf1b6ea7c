import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runPagesThroughClient } from './client-pool.ts'
import { runPages } from './page-pool.ts'
import { readPages } from './pages.ts'
import { assess, fallenPages, readScore } from './score.ts'

test('as many examples of the function documentation pass as before', async () => {
  const pages = readPages()
  const now = assess(pages, await runPages(pages))
  const before = readScore()
  assert.equal(
    now.compared,
    before.compared,
    'the steps compared have changed: npm run conformance -- --update',
  )
  const fallen = fallenPages(before, now)
  assert.ok(
    now.passed >= before.passed,
    `${now.passed} instead of ${before.passed} steps pass:\n${fallen.join('\n')}`,
  )
})

// All of them take minutes: `npm run conformance -- --client --update` runs them, and writes down how many pass.
test('the same examples pass through the published client: a sample of them', async () => {
  const sample = readPages().filter((_, i) => i % 25 === 0)
  const through = assess(sample, await runPagesThroughClient(sample))
  const fallen = fallenPages(
    readScore(),
    through,
    sample.map(page => page.name),
  )
  assert.deepEqual(fallen, [])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCase } from './cases.ts'
import { fuzz } from './fuzz-pool.ts'

test('a seed tells the same story every time', () => {
  for (const index of [0, 1, 99]) assert.deepEqual(makeCase(7, index), makeCase(7, index))
  assert.notDeepEqual(makeCase(7, 1), makeCase(8, 1))
})

const TEN_MINUTES = 600_000

test('a hundred thousand random scripts and calls give results or errors with a place', {
  timeout: TEN_MINUTES,
}, async () => {
  const seed = 1
  const { complaints, done } = await fuzz({ seed, from: 0, to: 100_000 })
  const shown = complaints.map(
    ({ index, text, complaint }) =>
      `npm run fuzz -- --seed ${seed} --case ${index}\n${text.slice(0, 500)}\n==> ${complaint}`,
  )
  assert.equal(complaints.length, 0, shown.join('\n\n'))
  assert.equal(done, 100_000)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { makeCase } from './cases.ts'
import { fuzz } from './fuzz-pool.ts'

test('a seed tells the same story every time', () => {
  for (const index of [0, 1, 99]) assert.deepEqual(makeCase(7, index), makeCase(7, index))
  assert.notDeepEqual(makeCase(7, 1), makeCase(8, 1))
})

// Cases of the hundred thousand whose bad arguments end in an error of ours, or in no time. To be lowered as they are
// mended: none is right. Crashes and errors without a place are never allowed.
const KNOWN_FAULTS = 15

test('a hundred thousand random scripts and calls give results or errors with a place', async () => {
  const seed = 1
  const { complaints, done } = await fuzz({ seed, from: 0, to: 100_000, limit: 1000 })
  const known = complaints.filter(({ complaint }) => /^Internal error|^it hangs|undefined/.test(complaint))
  const others = complaints.filter(each => !known.includes(each))
  const shown = (some: typeof complaints) =>
    some
      .map(
        ({ index, text, complaint }) =>
          `npm run fuzz -- --seed ${seed} --case ${index}\n${text.slice(0, 500)}\n==> ${complaint}`,
      )
      .join('\n\n')
  assert.equal(others.length, 0, shown(others))
  assert.ok(known.length <= KNOWN_FAULTS, shown(known))
  assert.ok(done + known.length >= 100_000, `only ${done} cases were looked at`)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCall, parametersOf } from '../../notebook/editor/assistance.ts'

test('which argument of which call is being written', () => {
  assert.deepEqual(openCall('x = wavg(a, '), { name: 'wavg', argument: 1 })
  assert.deepEqual(openCall('f(g(1, 2), h'), { name: 'f', argument: 1 })
  assert.deepEqual(openCall('append!(t, '), { name: 'append!', argument: 1 })
  assert.equal(openCall('f(1); g'), null)
  assert.equal(openCall('x[1, '), null)
  assert.equal(openCall('x = 1'), null)
})

test('parameters as the signature shows them', () => {
  assert.deepEqual(parametersOf('mavg(X, window, [minPeriods])'), ['X', 'window', '[minPeriods]'])
  assert.deepEqual(parametersOf('now()'), [])
})

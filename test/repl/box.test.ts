import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boxed } from '../../src/repl/output/box.ts'
import { displayWidth } from '../../src/repl/output/display-width.ts'
import { gridOf } from '../../src/repl/output/grid.ts'
import { scriptValue } from '../script-value.ts'

const box = (script: string, width: number, rows = 40) => boxed(gridOf(scriptValue(script))!, { rows, width })

const widths = (text: string) => [
  ...new Set(
    text
      .split('\n')
      .filter(line => /[│─]/.test(line))
      .map(displayWidth),
  ),
]

test('wide characters take two cells', () => {
  assert.equal(
    box('table(`中文`b as name, 1 20 as n)', 40),
    ['┌────────┬─────┐', '│ name   │ n   │', '│ string │ int │', '├────────┼─────┤'].join('\n') +
      '\n│ 中文   │   1 │\n│ b      │  20 │\n└────────┴─────┘',
  )
})

test('a long text is cut before columns are left out', () => {
  const shown = box(
    'table(1 2 as id, take("a text of many words that goes on and on and on", 2) as text, 1 2 as last)',
    60,
  )
  assert.match(shown, /│ a text of many words that goes on/)
  assert.match(shown, /…/)
  assert.doesNotMatch(shown, /hidden/)
  assert.ok(widths(shown).every(width => width <= 60))
})

test('one column takes what there is, and no more', () => {
  const shown = box('table(["a text of many words that goes on and on and on and on and on"] as text)', 40)
  assert.deepEqual(widths(shown), [40])
  assert.doesNotMatch(shown, /hidden/)
})

test('of many columns the sides are shown', () => {
  const columns = Array.from({ length: 12 }, (_, i) => `1 2 as column${i}`).join(', ')
  const shown = box(`table(${columns})`, 60)
  assert.match(shown, /│ column0 .*│ … │.* column11 │/)
  assert.match(shown, /2 rows, 12 columns \(7 hidden\)/)
  assert.ok(widths(shown).every(width => width <= 60))
})

test('of many rows head and tail are shown', () => {
  const shown = box('table(1..1000 as id)', 60, 4)
  assert.match(shown, /│ {4}1 │\n│ {4}2 │\n│ {4}· │\n│ {2}999 │\n│ 1000 │\n/)
  assert.match(shown, /1,000 rows \(4 shown\)$/)
})

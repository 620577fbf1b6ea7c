import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Cell, cellsOf, newCell, scriptOf } from '../../notebook/document/cells.ts'

const shape = (cells: readonly Cell[]) => cells.map(({ kind, title, text }) => [kind, title, text])

test('cells begin at their marks, texts stand in comments', () => {
  const script = 'a = 1\n\n// %% load it\nb = 2\n\n/*md\n# Title\n*/\n\n//%%\nc = 3\n'
  assert.deepEqual(shape(cellsOf(script)), [
    ['code', '', 'a = 1'],
    ['code', 'load it', 'b = 2'],
    ['markdown', '', '# Title'],
    ['code', '', 'c = 3'],
  ])
})

test('a script without marks is one cell, an empty one none', () => {
  assert.deepEqual(shape(cellsOf('x = 1\r\ny = 2\r\n')), [['code', '', 'x = 1\ny = 2']])
  assert.deepEqual(cellsOf('\n\n'), [])
})

test('a comment that is never closed is script', () => {
  assert.deepEqual(shape(cellsOf('/*md\nx')), [['code', '', '/*md\nx']])
})

test('what is saved reads back', () => {
  const text = fc
    .array(fc.constantFrom('x = 1', '', '  y', '*/', '# md', '// plain'), { maxLength: 5 })
    .map(lines => lines.join('\n').trimEnd().replace(/^\n+/, ''))
  const cell = fc.oneof(
    fc.tuple(text, fc.constantFrom('', 'load')).map(([text, title]) => newCell('code', text, title)),
    text.map(text => newCell('markdown', text)),
  )
  fc.assert(
    fc.property(fc.array(cell, { maxLength: 6 }), cells => {
      // `* /` can't be told from what stands for the end of a comment.
      assert.deepEqual(shape(cellsOf(scriptOf(cells))), shape(cells))
    }),
  )
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Expected, extractSteps } from './extract.ts'

const text = (text: string): Expected => ({ form: 'text', text })
const fence = (...lines: string[]) => ['```', ...lines, '```', ''].join('\n')
const expectations = (markdown: string) => extractSteps(markdown).map(step => step.expected)

test('a comment after a statement is its result', () => {
  const steps = extractSteps(
    fence('a = 3 4', 'sum(a);', '// output: 7', '', 'a[0] // Output: 3', 'max a', '//output：4'),
  )
  assert.deepEqual(steps, [
    { source: 'a = 3 4\nsum(a);', expected: text('7') },
    { source: 'a[0]', expected: text('3') },
    { source: 'max a', expected: text('4') },
  ])
})

test('remarks stay with the script or are dropped', () => {
  const steps = extractSteps(
    fence('// two plus two', '2+2', '// output: 4 // as everyone knows', '// next', '5', '// output: 5;'),
  )
  assert.deepEqual(steps, [
    { source: '// two plus two\n2+2', expected: text('4') },
    { source: '// next\n5', expected: text('5') },
  ])
})

test('after an assignment the variable is shown', () => {
  assert.deepEqual(extractSteps(fence('a = 3', '// output: 3')), [
    { source: 'a = 3\na', expected: text('3') },
  ])
})

test('a bare announcement takes what is below it', () => {
  assert.deepEqual(expectations(fence('f()', '// output', '3.5', 'g()', '// output:', '// [1,2]')), [
    text('3.5'),
    text('[1,2]'),
  ])
  assert.deepEqual(expectations(fence('d', '// output', 'a->1', 'b->2', '', 'e')), [text('a->1\nb->2')])
  assert.deepEqual(expectations(fence('v', '// output: [1,', '// 2,', '// 3]', 'w')), [text('[1,\n2,\n3]')])
})

test('comment blocks are results when they say so or look so', () => {
  const block = fence(
    'd',
    '/* output:',
    'x->1',
    'y->[2,3]',
    '*/',
    '/* only a remark */',
    'e',
    '/*',
    'id v',
    '-- -',
    '1  5',
    '*/',
  )
  assert.deepEqual(expectations(block), [text('x->1\ny->[2,3]'), text('id v\n-- -\n1  5')])
})

test('a fence of nothing but results belongs to the fence before', () => {
  assert.deepEqual(extractSteps(fence('fit(x)') + fence('slope->2', 'offset->1')), [
    { source: 'fit(x)', expected: text('slope->2\noffset->1') },
  ])
})

test('a table after a fence is a result', () => {
  const page = `${fence('t = table(1 2 as id)', 't')}\n| id | s |\n| -- | - |\n| 1 | \\[a\\|b\\] |\n| 2 | |\n\nText.\n`
  assert.deepEqual(extractSteps(page), [
    {
      source: 't = table(1 2 as id)\nt',
      expected: {
        form: 'table',
        table: {
          header: ['id', 's'],
          rows: [
            ['1', '[a|b]'],
            ['2', ''],
          ],
        },
      },
    },
  ])
})

test('a table after an assignment is not its result', () => {
  assert.deepEqual(extractSteps(`${fence('x = 5')}\n| a |\n| - |\n| 1 |\n`), [])
})

test('a table may be HTML, and announced', () => {
  const html =
    '<table id="t"><tbody><tr><td>\n\na\n\n</td></tr><tr><td>\n\n1&lt;2\n\n</td></tr></tbody>\n</table>'
  assert.deepEqual(expectations(`${fence('t')}\nOutput:\n\n${html}\n`), [
    { form: 'table', table: { header: ['a'], rows: [['1<2']] } },
  ])
})

test('errors are expected in several ways', () => {
  const page = fence(
    'f(1)',
    '// Error: Wrong kind.',
    'g(2) => It is too small',
    'h()',
    '// output: h() => Not so',
    'k() // throw exception',
  )
  assert.deepEqual(extractSteps(page), [
    { source: 'f(1)', expected: { form: 'error', message: 'Wrong kind.' } },
    { source: 'g(2)', expected: { form: 'error', message: 'It is too small' } },
    { source: 'h()', expected: { form: 'error', message: 'Not so' } },
    { source: 'k()', expected: { form: 'error', message: '' } },
  ])
})

test('syntax and parameters are no examples', () => {
  const page = `#### Syntax\n\n${fence('f(x)', '// output: 1')}\n#### Examples\n\n${fence('f(2)', '// output: 2')}`
  assert.deepEqual(extractSteps(page), [{ source: 'f(2)', expected: text('2') }])
})

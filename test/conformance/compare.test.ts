import assert from 'node:assert/strict'
import { test } from 'node:test'
import { difference } from './compare.ts'
import type { Expected, TableCells } from './extract.ts'

const agrees = (wanted: string, ours: string, unordered = false) =>
  difference({ form: 'text', text: wanted }, { printed: ours }, unordered) === undefined
const same = (wanted: string, ours: string) =>
  assert.ok(agrees(wanted, ours), `${wanted} should agree with ${ours}`)
const other = (wanted: string, ours: string) =>
  assert.ok(!agrees(wanted, ours), `${wanted} should not agree with ${ours}`)
const tableAgrees = (table: TableCells, printed: string) =>
  difference({ form: 'table', table }, { printed }) === undefined

test('numbers agree to the digits shown', () => {
  same('0.2608', '0.260799')
  same('[1,0.5]', '[1, 0.5]')
  same('1.30', '1.3')
  same('0.6666', '0.666667')
  other('0.6668', '0.666667')
  same('2.5E-8', '2.4999E-8')
  same('0.666666666666667', '0.6666666666666666')
  same('0.123456789012', '0.123457')
  same('2.000000012', '2')
  same('1234567.891', '1.234568E6')
  same('1,234,567', '1234567')
  other('0.123456789012', '0.123456')
  other('0.2608', '0.261')
  other('0.26', '0')
  other('7', '7.2')
  other('9007199254740993', '9007199254740992')
})

test('white space and line breaks are nothing', () => {
  same('[ 1, 2,\n 3 ]', '[1,2,3]')
  same('4 : 6', '4:6')
  same('1 2 NULL', '[1,2,]')
  same('[1 2.5]', '[1,2.5]')
  same('1200', 'count\n-----\n1200')
  same('a b\n1 -2', 'a b\n- --\n1 -2')
})

test('nulls have many spellings, but types matter', () => {
  same('[1,NULL,3]', '[1,,3]')
  same('[ , 2]', '[,2]')
  same('00i', 'NULL')
  other('00i', '00F')
  other('[1,2]', '[1,2,]')
  other('[]', '[00i]')
})

test('strings with and without quotes, but not for numbers', () => {
  same('[a,b]', '["a","b"]')
  same("'INT'", 'INT')
  same('["1","2"]', '["1","2"]')
  other('["1","2"]', '[1,2]')
})

test('booleans are spelled two ways', () => {
  same('[1,0]', '[true,false]')
  same('true', '1')
  other('true', '0')
})

test('dictionaries and sets have no order', () => {
  same('b->[2,3]\na->1', 'a->1\nb->[2,3]')
  same('k->\nx y\n- -\n1 2', 'k->x y\n- -\n1 2\n')
  other('a->1', 'a->1\nb->2')
  other('a->1\nb->2', 'a->2\nb->1')
  same('set(3,1,2)', 'set(1,2,3)')
  other('set(3,1)', 'set(1,2,3)')
  assert.ok(agrees('[2,1]', '[1,2]', true))
  other('[2,1]', '[1,2]')
})

test('a cut vector agrees as far as it goes', () => {
  same('[1,2,...]', '[1,2,3,4]')
  other('[1,2,...]', '[1,3,4]')
})

const printed = ['sym   price', '----- -----', 'A B   1.25', '      2'].join('\n')

test('tables are compared cell by cell', () => {
  const rows = [
    ['A B', '1.3'],
    ['', '2'],
  ]
  assert.ok(tableAgrees({ header: ['sym', 'price'], rows }, printed))
  assert.ok(!tableAgrees({ header: ['sym', 'qty'], rows }, printed))
  assert.ok(!tableAgrees({ header: ['sym', 'price'], rows: rows.slice(1) }, printed))
  assert.ok(!tableAgrees({ header: ['sym', 'price'], rows: [rows[1], rows[0]] }, printed))
  assert.ok(tableAgrees({ header: ['sym', 'price'], rows: [rows[0], ['...', '...']] }, printed))
  same('sym price\n---- -----\nA B  1.25\n     2', printed)
})

test('a table may end in nulls, and one from a dictionary has its columns in any order', () => {
  const rows = [['1'], ['']]
  assert.ok(tableAgrees({ header: ['a'], rows }, 'a\n-\n1\n'))
  const table: Expected = { form: 'table', table: { header: ['b', 'a'], rows: [['2', '1']] } }
  assert.equal(difference(table, { printed: 'a b\n- -\n1 2' }, true), undefined)
  assert.notEqual(difference(table, { printed: 'a b\n- -\n1 2' }), undefined)
})

test('matrices without labels go by several headers', () => {
  const matrix = '#0 #1\n-- --\n1  3\n2  4'
  const rows = [
    ['1', '3'],
    ['2', '4'],
  ]
  for (const header of [
    ['#0', '#1'],
    ['0', '1'],
    ['col1', 'col2'],
  ]) {
    assert.ok(tableAgrees({ header, rows }, matrix))
  }
  assert.ok(!tableAgrees({ header: ['a', 'b'], rows }, matrix))
})

test('vectors may be shown as tables, and negative numbers as accountants write them', () => {
  assert.ok(
    tableAgrees({ header: ['0', '1'], rows: [['(1.0, 2.0)', '(3.0, 4.0)']] }, '[(1.0, 2.0),(3.0, 4.0)]'),
  )
  assert.ok(tableAgrees({ header: ['v'], rows: [['1'], ['']] }, '[1,]'))
  assert.ok(tableAgrees({ header: ['v'], rows: [['(0.5)']] }, 'v\n-\n-0.5'))
})

test('labels of rows count', () => {
  const matrix = '  a b\n  - -\nx|1 3\ny|2 4'
  const wanted = (labels: string[]) => ({
    header: ['', 'a', 'b'],
    rows: labels.map((label, i) => [label, `${1 + i}`, `${3 + i}`]),
  })
  assert.ok(tableAgrees(wanted(['x', 'y']), matrix))
  assert.ok(!tableAgrees(wanted(['x', 'z']), matrix))
})

test('errors must be the expected ones', () => {
  const ends = (error: string) =>
    difference({ form: 'error', message: 'The index is out of range' }, { printed: '', error })
  assert.equal(ends('index 5 is out of the range 0:3'), undefined)
  assert.match(ends('Cannot recognize the token abc')!, /another error/)
  assert.match(difference({ form: 'error', message: '' }, { printed: '3' })!, /error was expected/)
  assert.match(difference({ form: 'text', text: '5' }, { printed: '', error: 'no' })!, /error/)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tableFromIPC, tableToIPC } from 'apache-arrow'
import type { Table } from '../../src/values/forms/table.ts'
import { arrowTable } from '../../src/wire/arrow-table.ts'
import { scriptValue } from '../script-value.ts'

test('a table as Arrow, through an Arrow stream', () => {
  const table = scriptValue(`table(
    1 NULL 3 as i, 1.5 NULL 2.5 as d, ["a", "", "cé"] as s, symbol(["p", "q", "p"]) as y, [true, NULL, false] as b,
    2024.01.02 NULL 1969.12.31 as day, 2024.01M 2024.02M NULL as m, 13:30m 00:00m NULL as k,
    [2024.01.02T00:00:01.500, NULL, 1970.01.01T00:00:00.000] as t, decimal64(["1.25", "-3.5", "0"], 2) as dec,
    array(INT[]).append!([1 2, [3], 4 5 6]) as n, [1l, NULL, -5l] as l,
    (7, NULL, "on")$IOTANY as p)`) as Table
  const back = tableFromIPC(tableToIPC(arrowTable(table), 'stream'))
  const column = (name: string) => {
    const vector = back.getChild(name)!
    return Array.from({ length: 3 }, (_, i) => vector.get(i))
  }
  assert.deepEqual(column('i'), [1, null, 3])
  assert.deepEqual(column('d'), [1.5, null, 2.5])
  assert.deepEqual(column('s'), ['a', null, 'cé'])
  assert.deepEqual(column('y'), ['p', 'q', 'p'])
  assert.deepEqual(column('b'), [true, null, false])
  assert.deepEqual(column('l'), [1n, null, -5n])
  assert.deepEqual(column('p'), ['7', null, 'on'])
  assert.deepEqual(
    column('t').map(x => (x === null ? null : Number(x))),
    [1704153601500, null, 0],
  )
  assert.deepEqual(
    column('day').map(x => (x === null ? null : new Date(Number(x)).toISOString().slice(0, 10))),
    ['2024-01-02', null, '1969-12-31'],
  )
  assert.deepEqual(
    column('m').map(x => (x === null ? null : new Date(Number(x)).toISOString().slice(0, 10))),
    ['2024-01-01', '2024-02-01', null],
  )
  assert.deepEqual(
    column('k').map(x => (x === null ? null : Number(x))),
    [48600, 0, null],
  )
  assert.equal(String(back.schema.fields.find(field => field.name === 'dec')!.type), 'Decimal[38e+2]')
  assert.deepEqual(
    column('n').map(row => [...row]),
    [[1, 2], [3], [4, 5, 6]],
  )
})

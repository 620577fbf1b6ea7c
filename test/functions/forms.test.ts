import assert from 'node:assert/strict'
import { test } from 'node:test'
import { run } from '../check.ts'

// How functions of elements, aggregates and series apply to each form of value.

function prints(cases: readonly (readonly [source: string, expected: string])[]) {
  for (const [source, expected] of cases) {
    const ran = run(source)
    assert.equal(ran.error ?? ran.printed, expected, source)
  }
}

test('an operator broadcasts scalars and pairs vectors', () => {
  prints([
    ['1 2 3 + 10', '[11,12,13]'],
    ['10 - 1 2 3', '[9,8,7]'],
    ['1 2 3 * 4 5 6', '[4,10,18]'],
    ['(1:2) + 1', '2 : 3'],
    ['1 2 3 > 2', '[false,false,true]'],
  ])
  assert.match(run('1 2 3 + 1 2').error!, /Incompatible vector size/)
})

test('an operator reaches into tuples, array vectors and dictionaries', () => {
  prints([
    ['(1 2, 3) + 1', '([2,3],4)'],
    ['(1 2, 3) + (10, 20)', '([11,12],23)'],
    ['arrayVector(2 3, 1 2 3) * 2', '[[2,4],[6]]'],
    ['arrayVector(2 3, 1 2 3) + 10 20', '[[11,12],[23]]'],
    ['arrayVector(2 3, 1 2 3) + arrayVector(2 3, 4 5 6)', '[[5,7],[9]]'],
    ['(dict(`a`b, 1 2, true) + 1)[`b]', '3'],
  ])
})

test('a matrix keeps its labels; a vector beside it goes with each column', () => {
  prints([
    ['m = matrix(1 2, 3 4); m.rename!(`a`b); m + 1', 'a b\n- -\n2 4\n3 5'],
    ['flatten(matrix(1 2, 3 4) + 10 20)', '[11,22,13,24]'],
    ['flatten(matrix(1 2, 3 4) * matrix(5 6, 7 8))', '[5,12,21,32]'],
  ])
})

test('indexed series and matrices meet at their labels', () => {
  prints([
    [
      's = indexedSeries(2020.01.01 2020.01.02, 1 2) + indexedSeries(2020.01.02 2020.01.03, 10 20); flatten(s)',
      '[,12,]',
    ],
  ])
})

test('an operator on a table takes the columns of numbers', () => {
  prints([['t = table(1 2 as x, `a`b as s); t * 2', 'x s\n- -\n2 a\n4 b']])
})

test('nulls: of arithmetic null, of comparisons the smallest', () => {
  prints([
    ['1 NULL 3 + 1', '[2,,4]'],
    ['NULL < 1', 'true'],
    ['00i == 00i', 'true'],
    ['sum(1 NULL 3)', '4'],
    ['cumsum(1 NULL 3)', '[1,1,4]'],
    ['avg(NULL NULL 3)', '3'],
  ])
})

test('results are as wide as documented', () => {
  prints(
    (
      [
        ["'a' + 1h", 'INT'],
        ['1 + 2l', 'LONG'],
        ['1 + 1.5f', 'FLOAT'],
        ['1 \\ 2', 'DOUBLE'],
        ['5 / 2', 'INT'],
        ['true + true', 'CHAR'],
        ['2020.01.01 + 1', 'DATE'],
        ['2020.01.02 - 2020.01.01', 'INT'],
        ['"a" + 1', 'STRING'],
        ['sum(1 2)', 'LONG'],
        ['sum(1.5 2)', 'DOUBLE'],
        ['sum(decimal32(1 2, 2))', 'DECIMAL64'],
        ['sum(decimal64(1 2, 2))', 'DECIMAL128'],
        ['avg(decimal64(1 2, 2))', 'DOUBLE'],
        ['max(1h 2h)', 'SHORT'],
        ['count(1 2)', 'INT'],
      ] as const
    ).map(([source, type]) => [`typestr(${source})`, type] as const),
  )
})

test('decimals: sums of the larger scale, products of both; what grows too long becomes wider', () => {
  prints([
    ['decimal32("1.5", 1) + decimal32("0.25", 2)', '1.75'],
    ['decimal32("1.5", 1) * decimal32("0.25", 2)', '0.375'],
    ['typestr(decimal32("1.14285714", 8) * decimal32("1.16666666", 8))', 'DECIMAL64'],
    ['sum(decimal64(take(-99999999999.12, 3000000), 2))', '-299999999997360000.00'],
    ['cumsum(decimal64("1.50" "-2.25" "", 2))', '[1.50,-0.75,-0.75]'],
    ['msum(decimal128("1.50" "2.25" "3.00", 2), 2)', '[,3.75,5.25]'],
  ])
  assert.match(run('decimal128("1", 35) * decimal128("1", 35)').error!, /Scale out of bound/)
  const most = 'decimal128("99999999999999999999999999999999999999", 0)'
  assert.match(run(`sum([${most}, ${most}])`).error!, /Decimal math overflow/)
})

test('an aggregate of a matrix or table goes by column, of a tuple across it', () => {
  prints([
    ['sum(matrix(1 2, 3 4))', '[3,7]'],
    ['sum((1 2, 3 4))', '[4,6]'],
    ['max(table(1 2 as x, `a`b as s))', 'x s\n- -\n2 b'],
    ['sum(dict(`a`b, 1 2))', '3'],
    ['corr(matrix(1 2 3, 3 2 1), 1 2 3)', '[1,-1]'],
    ['sum(arrayVector(2 3, 1 2 3))', '6'],
  ])
})

test('a series goes by column, too, and keeps the form', () => {
  prints([
    ['flatten(cumsum(matrix(1 2, 3 4)))', '[1,3,3,7]'],
    ['cumsum(table(1 2 as x))', 'x\n-\n1\n3'],
    ['prev(1 2 3)', '[,1,2]'],
    ['msum((1 2 3, 4 5 6), 2)', '([,,],[5,7,9])'],
  ])
})

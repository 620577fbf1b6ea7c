import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../grammar/parser.ts'
import { treeOf } from './tree.ts'

/** A script, what is said about it, and what of it could be read. */
type Row = readonly [source: string, complaint: string, read?: string]

const rows: readonly Row[] = [
  [
    'x = (1 + 2',
    `[line #1] Expected ) but found the end of the script
x = (1 + 2
          ^`,
  ],
  [
    'f(1 2 x)',
    `[line #1] Expected ) but found x
f(1 2 x)
      ^`,
  ],
  [
    'x = 1\ny = f(1,\n  2 +)\nz = 3',
    `[line #3] Expected an expression but found )
  2 +)
     ^`,
    '(= x 1) ; (= z 3)',
  ],
  [
    'x = 3 $ $\ny = 2',
    `[line #1] Expected an expression but found $
x = 3 $ $
        ^`,
    '(= y 2)',
  ],
  [
    'e = = 3',
    `[line #1] Please use '==' rather than '=' as equal operator in non-sql expression.
e = = 3
    ^`,
  ],
  [
    'if (a = 3) b = 1',
    `[line #1] Please use '==' rather than '=' as equal operator in non-sql expression.
if (a = 3) b = 1
      ^`,
  ],
  [
    'f(x) = 3',
    `[line #1] Please use '==' rather than '=' as equal operator in non-sql expression.
f(x) = 3
     ^`,
  ],
  [
    'x = "abc',
    `[line #1] This string is never closed: " is missing
x = "abc
    ^^^^`,
    '(= x "abc")',
  ],
  [
    'x = 1 /* and so on',
    `[line #1] This comment is never closed: */ is missing
x = 1 /* and so on
      ^^`,
    '(= x 1)',
  ],
  [
    '1x = 3\ny = 2',
    `[line #1] Cannot recognize the token 1x
1x = 3
^^`,
    '(= x 3) ; (= y 2)',
  ],
  [
    'var~2 = 7',
    `[line #1] Cannot recognize the token ~
var~2 = 7
   ^`,
  ],
  [
    'x = 1；y = 2',
    `[line #1] Cannot recognize the token ；
x = 1；y = 2
     ^
； is a full-width sign, write ;`,
  ],
  [
    '\tx = 多 + )',
    `[line #1] Expected an expression but found )
\tx = 多 + )
\t         ^`,
  ],
  [
    'return return',
    `[line #1] return is a keyword, it cannot stand in an expression
return return
       ^^^^^^`,
  ],
  [
    'select from t',
    `[line #1] Expected an expression but found from
select from t
       ^^^^`,
  ],
  [
    'select top x * from t',
    `[line #1] integer constant expected after keyword top
select top x * from t
           ^`,
  ],
  [
    'select *\nfrom t\norder a',
    `[line #3] Expected by but found a
order a
      ^`,
  ],
  [
    'insert t values (1)',
    `[line #1] Expected into but found t
insert t values (1)
       ^`,
  ],
  [
    'insert into t values (1, 2), (3)',
    `[line #1] Every row of values needs as many values as the first
insert into t values (1, 2), (3)
                               ^`,
  ],
  [
    'x = 1 }\ny = 2',
    `[line #1] Didn't expect } here
x = 1 }
      ^`,
    '(= x 1) ; (= y 2)',
  ],
  [
    'x = 3 4 5 y',
    `[line #1] Didn't expect y here
x = 3 4 5 y
          ^`,
  ],
  [
    'def f(x) {\n  y = 3 *\n  return y\n}\nz = 1',
    `[line #3] return is a keyword, it cannot stand in an expression
  return y
  ^^^^^^`,
    '(def f (x) {}) ; (= z 1)',
  ],
  [
    'def f(x) {\n  y = 3 * )\n  return y\n}\nz = 1',
    `[line #2] Expected an expression but found )
  y = 3 * )
          ^`,
    '(def f (x) {(return value=y)}) ; (= z 1)',
  ],
  [
    'def (x)',
    `[line #1] Expected a body but found the end of the script
def (x)
       ^`,
  ],
  [
    'x.',
    `[line #1] Expected a name but found the end of the script
x.
  ^`,
  ],
  [
    'select p1...q3 as a1...b2 from t',
    `[line #1] A run of columns needs one prefix and two numbers, as in p1...p5
select p1...q3 as a1...b2 from t
                  ^^`,
  ],
]

for (const [source, complaint, read = ''] of rows) {
  test(`complaint about: ${source}`, () => {
    const { script, errors } = parse(source)
    assert.equal(errors.map(String).join('\n'), `Syntax Error: ${complaint}`)
    assert.equal(script.statements.map(treeOf).join(' ; '), read)
  })
}

test('each bad statement is reported once, and the others are read', () => {
  const { script, errors } = parse('a = 1\nb = )\nc = 2\nd = [1, 2\n, 3 +]\ne = 3; f = * 2; g = 4\n')
  assert.deepEqual(
    errors.map(({ line, column }) => [line, column]),
    [
      [2, 5],
      [5, 6],
      [6, 12],
    ],
  )
  assert.equal(script.statements.map(treeOf).join(' ; '), '(= a 1) ; (= c 2) ; (= e 3) ; (= g 4)')
})

test('an empty script has no statements and no errors', () => {
  for (const source of ['', ' \n', '// nothing', '/* nothing */', ';;\n;']) {
    assert.deepEqual(parse(source).errors, [])
    assert.deepEqual(parse(source).script.statements, [])
  }
})

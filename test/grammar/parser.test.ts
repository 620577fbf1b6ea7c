import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse, parseExpression, ScriptParser } from '../../grammar/parser.ts'
import { print } from '../../grammar/print/print.ts'
import { canonical } from '../../grammar/tree/canonical.ts'
import { childrenOf, rewrite, walk } from '../../grammar/tree/children.ts'
import { treeOf } from './tree.ts'

test('chevrotain finds no fault with the rules', () => {
  new ScriptParser(false)
})

test('an expression alone: `=` compares, line ends mean nothing', () => {
  const { expression, errors } = parseExpression('a = 1\nand b > 2;')
  assert.deepEqual(errors, [])
  assert.equal(treeOf(expression!), '(infix and (== a 1) (> b 2))')
  assert.equal(parseExpression('a b c d )').errors.length, 1)
  assert.equal(parseExpression('').expression, null)
})

test('names as they are known decide what stands between operands', () => {
  const one = () => ({ least: 1, most: 1 })
  assert.equal(treeOf(parse('f g x').script.statements[0]!), '(infix g f x)')
  assert.equal(treeOf(parse('f g x', { arityOf: one }).script.statements[0]!), '(prefix f (prefix g x))')
  const defined = parse('def f(x): x\ndef g(x): x\nf g x').script.statements[2]!
  assert.equal(treeOf(defined), '(prefix f (prefix g x))')
  const variable = parse('f = 3\nf add 4', { arityOf: one }).script.statements[1]!
  assert.equal(treeOf(variable), '(infix add f 4)')
})

test('a backslash at the end of a line goes on in the next, where it can divide nothing', () => {
  const trees = (source: string) => parse(source).script.statements.map(treeOf).join(' ; ')
  assert.equal(trees('f(a, \\\n b)'), '(call f a b)')
  assert.equal(trees('x = a in \\\n b'), '(= x (infix in a b))')
  assert.equal(trees('x = a \\\n b'), '(= x (\\ a b))')
})

test('spans cover what a node was read from', () => {
  const source = 'x = f(a, b)[1].c + -2 // and no more'
  const { script } = parse(source)
  const texts: string[] = []
  walk(script.statements[0]!, node => texts.push(source.slice(node.span.start, node.span.end)))
  assert.deepEqual(texts, [
    'x = f(a, b)[1].c + -2',
    'x',
    'f(a, b)[1].c + -2',
    'f(a, b)[1].c',
    'f(a, b)[1]',
    'f(a, b)',
    'f',
    'a',
    'b',
    '1',
    '-2',
  ])
})

test('rewriting shares what it leaves alone', () => {
  const [first, second] = parse('a + b\nc(d, 2)').script.statements
  const renamed = rewrite(second!, node =>
    node.kind === 'name' && node.name === 'd' ? { ...node, name: 'e' } : node,
  )
  assert.equal(print(renamed), 'c(e, 2)')
  assert.equal(print(second!), 'c(d, 2)')
  assert.equal(
    rewrite(first!, node => node),
    first,
  )
  assert.equal(childrenOf(first!).length, 1)
})

const shown: readonly (readonly [source: string, shown: string])[] = [
  ['<1+2*3>', '< 1 + 2 * 3 >'],
  ['<sum 1 2 3>', '< sum [1,2,3] >'],
  ['<!a>', '< ! a >'],
  ['<(a+7)*8>', '< (a + 7) * 8 >'],
  [
    '<select avg(price) as avg_price from t1 where symbol=`MSFT,volume>x group by date order by date desc>',
    '< select avg(price) as avg_price from t1 where symbol == "MSFT",volume > x group by date order by date desc >',
  ],
  [
    '<select format(id, "0") as id, price from t where symbol=`A or volume>x>',
    '< select format(id, "0") as id,price from t where symbol == "A" or volume > x >',
  ],
  [
    '<select a from t where time between 09:00:00 and 15:00:00 context by s csort time limit -1>',
    '< select a from t where time between pair(09:00:00, 15:00:00) context by s csort time limit -1 >',
  ],
]

for (const [source, text] of shown) {
  test(`shown as DolphinDB shows it: ${source}`, () => {
    assert.equal(print(canonical(parse(source).script)), text)
  })
}

test('trees put together by hand get the parentheses they need', () => {
  const span = { start: 0, end: 0 }
  const sum = parseExpression('a + b').expression!
  const call = parseExpression('f x').expression!
  assert.equal(print({ kind: 'binary', span, operator: '*', left: sum, right: sum }), '(a + b) * (a + b)')
  assert.equal(print({ kind: 'binary', span, operator: '+', left: call, right: call }), '(f x) + f x')
  assert.equal(print({ kind: 'unary', span, operator: '-', operand: sum }), '-(a + b)')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writtenHere } from '../../src/compiler/advice/names.ts'
import { reportError } from '../../src/engine/session/error-report.ts'
import { errorText } from '../../src/repl/output/error-text.ts'
import { Cancelled, ScriptError } from '../../src/runtime/script-error.ts'
import { placeOf, rows, ScriptSession } from './script.ts'

rows('an error tells its place', [
  ['x = 1 2\ny = x + 1\nz = y + 1 2 3', '!add(X, Y) => Incompatible vector size: 2 and 3. <y + 1 2 3>'],
  [
    'def f(a) {\n  b = 1\n  return sum(a + b[0], 1)\n}',
    '!Syntax Error: [line #3] The function [sum] expects 1 argument(s), but the actual number of arguments is: 2 <sum(a + b[0], 1)>',
  ],
  ['x = 2024.13.01', '!Syntax Error: [line #1] Invalid DATE: 2024.13.01 <2024.13.01>'],
  [
    'def f() { if (false) x = 1\n return x }\nf()',
    '!The variable x has no value here: no assignment to it was reached. <x>',
  ],
])

const failure = (script: string): ScriptError => {
  try {
    new ScriptSession().compiler.run(script)
  } catch (error) {
    if (error instanceof ScriptError) return error
    throw error
  }
  return assert.fail(`${script} should fail`)
}

test('an error tells its way', () => {
  const error = failure('def g(a) { return a + 1 2 }\ndef f(a) {\n  return g(a)\n}\nf(1 2 3)')
  assert.equal(placeOf(error), 'a + 1 2')
  const way = error.trace.map(
    ({ name, source, span }) => `${name}: ${span && source.slice(span.start, span.end)}`,
  )
  assert.deepEqual(way, ['g: g(a)', 'f: f(1 2 3)'])
})

test('a name that is nearly right gets a suggestion', () => {
  assert.equal(failure('value = 1\nvalu + 1').hint, 'Did you mean value?')
  assert.equal(failure('summ(1 2)').hint, 'Did you mean sum?')
  assert.equal(failure('Sum(1 2)').hint, 'Did you mean sum?')
  assert.equal(failure('qqqqqq(1)').hint, undefined)
  const inside = failure('a = 1\ndef f() { return a }').hint
  assert.match(inside!, /variable of the session, which functions don't see/)
})

test('who writes as other languages have it is told how it is written here', () => {
  for (const [script, hint] of [
    ['len(1 2 3)', 'Here that is written size(X)'],
    ['x = 1 2\nx.append(3)', 'Here that is written X.append!(Y)'],
    ['import pandas', 'Here that is written use module'],
    ['import numpy as np', 'Here that is written use module'],
    ['x = None', 'Here that is written NULL'],
    ['if (1 > 2) { x = 1 } elif (1 > 0) { x = 2 }', 'Here that is written else if (…) { … }'],
    ['try { x = 1 } except { x = 2 }', 'Here that is written try { … } catch(e) { … }'],
    ['function f(x) { return x }', 'Here that is written def f(x) { … }'],
    ['f = x => x + 1', 'A function without a name is written x -> x + 1'],
    ['for i in 1..3 { print(i) }', 'What follows for stands in parentheses: for (x in X) { … }'],
    ['x = 1\nif x > 1 { x = 2 }', 'What follows if stands in parentheses: if (…) { … }'],
    ['for (i = 0; i < 3; i++) { print(i) }', 'A loop takes what it goes through: for (i in 0..9) { … }'],
    ['let y = 1', 'A variable needs no declaration: y = …'],
    ['x = 1\nx++', 'One is added by x += 1'],
    ['x = 1\nx--', 'One is taken away by x -= 1'],
    ['y = 1 if true else 2', 'A choice between values is written condition ? this : that'],
    ['s = {1, 2, 3}', 'A set is written set(1 2 3), a dictionary {a: 1, b: 2}'],
    ['def f x { return x }', 'A function is written def f(x) { … }'],
    ['t = table(1 2 as id)\nselect * form t', 'Did you mean from?'],
    ['t = table(1 2 as id)\nselct * from t', 'Did you mean select?'],
    ['t = table(1 2 as id)\nupate t set id = 1', 'Did you mean update?'],
    ['t = table(1 2 as id)\nsum(id) from t', 'Here that is written select … from t'],
    ['t = table(1 2 as id)\nselect id id from t', 'Is a comma or an operator missing?'],
    ['t = table(1 2 as id)\nselect isnull(id) from t', 'Here that is written isNull(X)'],
    ['t = table(1 2 as id)\nselect cumsm(id) from t', 'Did you mean cumsum?'],
    ['t = table(1 2 as id)\ninsert t values (1)', 'Rows are added by insert into t values (…)'],
    ['t = table(1 2 as id)\ndelete t where id = 1', 'Rows are removed by delete from t where …'],
    ['t = table(1 2 as id)\nupdate t set id == 1', 'A column is set by one =: set x = 1'],
  ]) {
    assert.equal(failure(script!).hint, hint, script)
  }
  assert.equal(failure('1 + + 2').hint, undefined)
})

test('what is written here instead is there', () => {
  const { compiler } = new ScriptSession()
  const nodeOnly = ['getDFSDatabases', 'getTables', 'saveText', 'loadText', 'schema']
  for (const code of writtenHere.values())
    for (const [, name] of code.matchAll(/(\w+!?)\(/g))
      if (name !== 'f' && name !== 'catch' && !nodeOnly.includes(name!))
        assert.ok(compiler.findFunction(name!), code)
})

test('what is no value by itself is refused where the comma stands', () => {
  assert.equal(placeOf(failure('sum 1, 2')), ',')
  assert.equal(placeOf(failure('x = 1\nselect * from x limit 1, 2, 3')), ',')
})

test('a recursion without end is one line of its trace', () => {
  const error = failure('def g(x) { return g(x) }\ndef f(x) { return g(x) }\nf(1)')
  const [, ...trace] = errorText(reportError(error), null).split('  in ')
  assert.match(trace[0]!, /^g, line 1 \(\d+ times\)\n?$/)
  assert.ok(trace.length <= 2, trace.join())
})

rows('a member that is not there', [
  ['class A { x :: INT }\ngo\nA().y', '!An object of the class A has no member y. <A().y>'],
  ['x = 1 2\nx.length', '!A vector has no member length. <x.length>'],
])

test('comments of other languages, and statements that break off', () => {
  assert.equal(failure('# a comment').hint, 'A comment begins with //')
  assert.match(failure('select').message, /Expected more but found the end of the script/)
  assert.equal(failure('const x').hint, undefined)
  const twice = failure('t = table(1 as id)\nselect * from t order by nosuch')
  assert.equal(twice.hint, 'The columns are: id')
})

rows('in a query', [
  ['select * from nosuch', '!Cannot recognize the token nosuch <nosuch>'],
  ['t = table(1 2 as id)\nselect nosuch(id) from t', '!Cannot recognize the token nosuch <nosuch>'],
  [
    't = table(1 2 as id)\nselect count(*) from t having id > 1',
    '!having chooses among the groups of group by or context by; rows are chosen by where. <select count(*) from t having id > 1>',
  ],
])

test('a loop stops when its job is cancelled, and no script can catch that', () => {
  const scripts = [
    'while (true) { }',
    'x = 0.0\nfor (i in 0:2000000000) { x = x + i }',
    'def f(n) { x = 0; for (i in 0:n) { x += i }; return x }\nf(2000000000)',
    'try { do { x = 1 } while (true) } catch (ex) { }',
    'for (i in 1..3) { print i }',
  ]
  for (const script of scripts) {
    const session = new ScriptSession()
    Atomics.store(session.cancelFlag, 0, 1)
    assert.throws(() => session.compiler.run(script), Cancelled, script)
  }
})

test('a script reaches nothing of JavaScript', () => {
  const names = ['process', 'globalThis', 'ctx', 'R', 'K', 'require', 'constructor', '__proto__']
  for (const name of names) {
    const session = new ScriptSession()
    assert.match(session.run(`${name}`), /Cannot recognize the token|Syntax Error/, name)
    assert.equal(
      session.run(`${name} = 5\n${name} + 1`),
      name === '__proto__' ? session.printed.at(-1) : '6',
      name,
    )
  }
  const session = new ScriptSession()
  assert.equal(session.run('x = "`;process.exit()//"\nx'), '`;process.exit()//')
  assert.equal(session.run('d = {__proto__: 1, constructor: 2}\nd.constructor'), '2')
  assert.equal(session.run('def f(toString) { return <toString + 1> }\ntypestr f(1)'), 'CODE')
})

test('a column that is nearly right gets a suggestion, wherever in a query it stands, and any other the columns', () => {
  const tables = 't = table(1..4 as price, `a`b`a`b as sym)\n'
  for (const query of [
    'select prise from t',
    'select 2 * prise from t where sym = `a',
    'select sym from t where prise > 1',
    'select sum(prise) from t group by sym',
    'select sum(price) from t group by prise',
    'select cumsum(prise) from t context by sym',
    'select sym from t order by prise',
    'select price from t pivot by sym, prise',
    'select sum(price) over (partition by prise) from t',
    'exec max(prise) from t group by sym',
    'update t set sym = prise',
  ]) {
    const error = failure(tables + query)
    assert.equal(error.message, 'Unrecognized column name [prise]', query)
    assert.equal(error.hint, 'Did you mean price?', query)
    assert.equal(placeOf(error), 'prise', query)
  }
  assert.equal(failure(`${tables}t.prise`).hint, 'Did you mean price?')
  assert.equal(failure(`${tables}select max(volume) from t`).hint, 'The columns are: price, sym')
})

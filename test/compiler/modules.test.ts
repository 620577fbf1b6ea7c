import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptSession } from './script.ts'

const files = {
  'maths/squares': 'module maths::squares\ndef sq(x) { return x * x }\ndef fourth(x) { return sq(sq(x)) }',
  'maths/cubes': 'module maths::cubes\nuse maths::squares\ndef cube(x) { return x * sq(x) }',
  other: 'module other\ndef sq(x) { return "other" }',
  queries: 'module queries\ndef triple(x) { return x * 3 }\ndef tripled(t) { return exec triple(id) from t }',
  broken: 'module broken\ndef f(x) { return nosuch }',
  'setup.dos': 'limit = 10\ndef over(x) { return x > 10 }',
}
const session = () => new ScriptSession(files)

test('functions of modules', () => {
  assert.equal(session().run('use maths::squares\nfourth(2)'), '16')
  assert.equal(session().run('use maths::cubes\ncube(3)\nmaths::squares::sq(4)'), '27\n16')
  assert.equal(
    session().run('use maths::cubes\nsq(3)'),
    '!Syntax Error: [line #2] Cannot recognize the token sq <sq>',
  )
  assert.equal(session().run('use queries\ntripled(table(1 2 as id))'), '[3,6]')
  assert.match(session().run('use maths::squares\nuse other\nsq(3)'), /more than one module/)
  assert.equal(session().run('use maths::squares\nuse other\nother::sq(3)'), 'other')
  assert.equal(session().run('use nosuch'), "!Can't find the module nosuch. <use nosuch>")
  assert.equal(
    session().run('use broken'),
    '!Syntax Error: [line #2] Cannot recognize the token nosuch <nosuch>',
  )
  assert.match(
    session().run('maths::squares::sq(2)'),
    /The function or procedure 'maths::squares::sq' is not defined/,
  )
})

test('scripts from files', () => {
  assert.equal(session().run('#include "setup.dos"\nlimit\nover(11)'), '10\ntrue')
  assert.equal(session().run('run("setup.dos")\ngo\nlimit'), '10')
  assert.equal(
    session().run('run("setup.dos")\nlimit'),
    '!Syntax Error: [line #2] Cannot recognize the token limit <limit>',
  )
})

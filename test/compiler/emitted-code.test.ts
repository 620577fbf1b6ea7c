import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScriptSession } from './script.ts'

const emit = (script: string) => new ScriptSession().compiler.emit(script)

test('what a script becomes can be read', () => {
  const code = emit('def f(n) { s = 0; for (i in 0:n) { s += i }; return s }\nx = f("a")')
  assert.match(code, /function \(ctx, \$n\)/)
  assert.match(code, /vars\.set\("x", f\d+\(ctx, \(at = \d+, k\d+\)\)\);/)
  // A loop at the top level is shown too, though it is compiled when it is reached.
  assert.match(emit('s = 0\nfor (i in 0:3) { s = s + i }'), /\$s = add\(ctx, \$s, int\(\$i\)/)
})

test('plain numbers are calculated with plainly', () => {
  const code = emit(
    'def f() { x = 0.0; for (i in 0:100) { x = x + i * 0.5; if (i % 3 == 0) x = x - 1 }; return x }',
  )
  assert.match(code, /\$x = \(\$x \+ \(\$i \* 0\.5\)\);/)
  assert.match(code, /\$x = \(\$x - 1\);/)
  assert.match(code, /return double\(\$x\);/)
})

test('emitting runs nothing', () => {
  const session = new ScriptSession()
  session.compiler.emit('print 1\nx = 2\ndef f() { }')
  assert.deepEqual(session.printed, [])
  assert.equal(session.context.variables.size, 0)
  assert.equal(session.compiler.findFunction('f'), undefined)
})

test('an expression is compiled once', () => {
  const session = new ScriptSession()
  session.run('c = <x * 2>')
  const code = session.compiler.run('c') as unknown as {
    node: Parameters<typeof session.compiler.compile>[0]
  }
  assert.equal(session.compiler.compile(code.node), session.compiler.compile(code.node))
})

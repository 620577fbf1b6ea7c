import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeBuiltins } from '../../src/cluster/builtins.ts'
import { run } from '../check.ts'

// Every example in the declaration of a built-in is run, and must print what it says.
for (const builtin of nodeBuiltins().all()) {
  const { name, examples } = builtin.definition
  if (examples.length === 0) continue
  test(`examples of ${name}`, () => {
    for (const [source, prints] of examples) {
      const ran = run(source)
      assert.equal(ran.error ?? ran.printed.replace(/\n$/, ''), prints, source)
    }
  })
}

test('every built-in has a signature that can be read, and a sentence about it', () => {
  for (const builtin of nodeBuiltins().all()) {
    const { name, signature, doc } = builtin.definition
    assert.ok(builtin.parameters, name)
    assert.ok(signature.startsWith(name), `the signature of ${name} names something else: ${signature}`)
    assert.match(doc, /\.$/, `the doc of ${name} is no sentence`)
  }
})

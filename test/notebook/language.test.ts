import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chinese } from '../../notebook/language/chinese.ts'
import { english } from '../../notebook/language/english.ts'

test('both languages put the same into their texts, and neither lacks one', () => {
  const put = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort()
  for (const [name, text] of Object.entries(english)) {
    const other = chinese[name as keyof typeof english]
    assert.notEqual(other, '', name)
    assert.deepEqual(put(other), put(text), name)
  }
})

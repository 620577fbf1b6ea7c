import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from '../../grammar/parser.ts'
import { readPages } from './pages.ts'

// Pages whose scripts were mangled on the way into the documentation.
const mangled = new Set([
  'dynamicGroupCumcount', // a brace is missing
  'dynamicGroupCumsum',
  'convertEncode', // a comment is closed that was never opened
  'mahalanobis', // two statements on a line
  'memberModify!', // comments as in Python
  'prev', // text behind a statement
  'subscribeTable', // configuration files
  'database',
])

test('every example of the function documentation can be read', () => {
  const unread: string[] = []
  for (const { name, verdicts } of readPages()) {
    if (mangled.has(name)) continue
    for (const { step } of verdicts) {
      const { errors } = parse(step.source)
      if (errors.length > 0 && step.expected.form !== 'error') unread.push(`${name}: ${errors[0]}`)
    }
  }
  assert.deepEqual(unread, [])
})

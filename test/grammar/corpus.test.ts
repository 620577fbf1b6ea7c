import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { parse } from '../../grammar/parser.ts'
import { print } from '../../grammar/print/print.ts'
import { withoutSpans } from './tree.ts'

// The examples of DolphinDB's function documentation, most of them scripts.
const pages: Record<string, { markdown: string }> = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('dolphindb/docs.en.json'), 'utf8'),
)

const examples = Object.entries(pages).flatMap(([page, { markdown }]) =>
  [...markdown.matchAll(/^```[^\n]*\n([\s\S]*?)^```\s*$/gm)].map((match, i) => ({
    name: `${page} ${i + 1}`,
    text: match[1]!,
  })),
)

// Printed results, error messages, Python, tables: what is no script can't be read. Less should never be read than now.
const unreadable = 66

test('the documented examples are read, all but those that are no scripts', () => {
  const failed = examples.filter(({ text }) => parse(text).errors.length > 0).map(({ name }) => name)
  assert.ok(examples.length > 3000, `${examples.length} examples`)
  assert.ok(failed.length <= unreadable, `${failed.length} of ${examples.length} fail: ${failed.join(', ')}`)
})

test('and what they print reads back', () => {
  for (const { name, text } of examples) {
    const { script, errors } = parse(text)
    if (errors.length > 0) continue
    const printed = print(script)
    const again = parse(printed)
    assert.deepEqual(again.errors.map(String), [], name)
    assert.deepEqual(withoutSpans(again.script.statements), withoutSpans(script.statements), name)
  }
})

import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { suite, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { agrees, outcomeText, readSections, runSection } from './scenario.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

for (const file of globSync(`${here}{language,sql}/*.txt`).sort()) {
  suite(`${basename(dirname(file))}/${basename(file)}`, () => {
    for (const section of readSections(readFileSync(file, 'utf8'))) {
      test(section.title, () => {
        const outcomes = runSection(section)
        section.cases.forEach((one, i) => {
          if (agrees(one.output, outcomes[i])) return
          assert.equal(outcomes[i], one.output, `${basename(file)}:${one.line}\n${one.input}`)
        })
      })
    }
  })
}

test('a file is read into sections and cases', () => {
  const text =
    '# about\n\n== first\n\nx = 1\nx\n----\n1\n\ny\n----\n\n== second\n\nz\n----\n----\na\n\nb\n----\n----\n'
  assert.deepEqual(readSections(text), [
    {
      title: 'first',
      line: 3,
      cases: [
        { line: 5, input: 'x = 1\nx', output: '1' },
        { line: 10, input: 'y', output: '' },
      ],
    },
    {
      title: 'second',
      line: readSections(text)[1].line,
      cases: [{ line: 15, input: 'z', output: 'a\n\nb' }],
    },
  ])
})

test('errors agree by the words expected', () => {
  const outcome = outcomeText({ printed: 'before\n', error: 'Unknown column: price\n at line 2' })
  assert.equal(outcome, 'before\nerror: Unknown column: price')
  assert.ok(agrees('before\nerror: column', outcome))
  assert.ok(agrees('before\nerror:', outcome))
  assert.ok(!agrees('before\nerror: row', outcome))
  assert.ok(!agrees('before', outcome))
})

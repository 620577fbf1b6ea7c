import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { readSections } from '../scenario.ts'
import { runRaftSection } from './scenario.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

for (const file of globSync(`${here}*.txt`).sort()) {
  describe(`Raft: ${basename(file, '.txt')}`, () => {
    for (const section of readSections(readFileSync(file, 'utf8'))) {
      test(section.title, () => {
        const results = runRaftSection(section)
        section.cases.forEach((one, i) => {
          assert.equal(results[i], one.output, `line ${one.line}: ${one.input}`)
        })
      })
    }
  })
}

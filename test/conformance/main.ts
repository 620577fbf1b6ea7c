/**
 * `npm run conformance [-- options]`: how many examples of the function documentation print what their pages show.
 *
 * --failures          lists what fails, by page
 * --function a,b      only these pages; with --failures, scripts and both results in full
 * --client            through DolphinDB's published client, over WebSocket, to a node
 * --excluded          what is left out, and why
 * --update            writes the score to score.json, if it is no worse
 */
import { parseArgs } from 'node:util'
import { runPagesThroughClient } from './client-pool.ts'
import type { Expected } from './extract.ts'
import { runPages } from './page-pool.ts'
import { type Page, readPages } from './pages.ts'
import { assess, type Failure, fallenPages, readScore, writeScore } from './score.ts'

const { values } = parseArgs({
  options: {
    failures: { type: 'boolean', default: false },
    function: { type: 'string' },
    client: { type: 'boolean', default: false },
    excluded: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
})

const chosen = values.function?.split(',')
const pages = readPages().filter(page => !chosen || chosen.includes(page.name))
const assessment = assess(pages, await (values.client ? runPagesThroughClient(pages) : runPages(pages)))
const { passed, compared, failures } = assessment

if (values.failures) for (const line of chosen ? failures.map(inFull) : byPage(failures)) console.log(line)
if (values.excluded) listExcluded(pages)
console.log(`${passed} of ${compared} steps pass, on ${assessment.pages} pages`)
for (const [reason, count] of Object.entries(assessment.excluded))
  console.log(`  left out: ${count} for ${reason}`)
if (values.client)
  for (const line of fallenPages(readScore(), assessment, chosen))
    console.log(`fewer pass through the client: ${line}`)
if (values.update) update()

function byPage(failures: readonly Failure[]): string[] {
  const lines = new Map<string, string[]>()
  for (const { page, ran, difference, step } of failures) {
    const cause = ran.error === undefined ? difference : `error: ${ran.error.split('\n')[0]}`
    const last = step.source.trim().split('\n').at(-1)
    lines.set(page, [...(lines.get(page) ?? []), `    ${last}\n        ${cause}`])
  }
  return [...lines].map(([page, steps]) => `${page} (${steps.length})\n${steps.join('\n')}`)
}

function inFull({ page, step, ran, difference }: Failure): string {
  const ours = ran.error === undefined ? ran.printed : `error: ${ran.error}`
  return `==== ${page}: ${difference}\n${step.source}\n---- expected\n${shown(step.expected)}\n---- ours\n${ours}\n`
}

function shown(expected: Expected): string {
  if (expected.form === 'text') return expected.text
  if (expected.form === 'error') return `error: ${expected.message}`
  return [expected.table.header, ...expected.table.rows].map(cells => cells.join(' | ')).join('\n')
}

function listExcluded(pages: readonly Page[]): void {
  for (const { name, verdicts } of pages) {
    for (const { step, excluded } of verdicts) {
      if (excluded) console.log(`${name}: ${excluded}: ${step.source.trim().split('\n').at(-1)}`)
    }
  }
}

function update(): void {
  const before = readScore()
  if (chosen) throw new Error('a score is of all pages: leave out --function')
  const fallen = () => `\n${fallenPages(before, assessment).join('\n')}`
  if (values.client) {
    if (passed < before.passedThroughClient)
      throw new Error(
        `the score through the client would fall from ${before.passedThroughClient}:${fallen()}`,
      )
    return writeScore({ ...before, passedThroughClient: passed })
  }
  if (passed < before.passed) throw new Error(`the score would fall from ${before.passed}:${fallen()}`)
  writeScore({ ...assessment, passedThroughClient: before.passedThroughClient })
}

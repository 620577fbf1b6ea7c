import { readFileSync, writeFileSync } from 'node:fs'
import type { Ran } from '../check.ts'
import { difference } from './compare.ts'
import type { Step } from './extract.ts'
import type { Page } from './pages.ts'

/** A compared step that does not print what its page shows. */
export interface Failure {
  readonly page: string
  readonly step: Step
  readonly ran: Ran
  readonly difference: string
}

export interface Score {
  readonly passed: number
  readonly compared: number
  /** How many pages have a compared step. */
  readonly pages: number
  /** Of them, how many passed through the published client when that was last run: `--client --update`. */
  readonly passedThroughClient: number
  /** Passed steps of each page, for telling where a score fell. */
  readonly passedByPage: Readonly<Record<string, number>>
}

export interface Assessment extends Omit<Score, 'passedThroughClient'> {
  readonly failures: readonly Failure[]
  /** Steps left out, by reason. */
  readonly excluded: Readonly<Record<string, number>>
}

// The order of these results is the server's own, by hash.
const unorderedResult = /\b(distinct|keys|values|set|groups|dict|union|intersection|symmetricDifference)\b/

export function assess(
  pages: readonly Page[],
  results: readonly (readonly (Ran | undefined)[])[],
): Assessment {
  const failures: Failure[] = []
  const excluded: Record<string, number> = {}
  const passedByPage: Record<string, number> = {}
  let passed = 0
  let compared = 0
  pages.forEach((page, p) => {
    page.verdicts.forEach((verdict, s) => {
      if (verdict.excluded) {
        excluded[verdict.excluded] = (excluded[verdict.excluded] ?? 0) + 1
        return
      }
      compared++
      passedByPage[page.name] ??= 0
      const { step } = verdict
      const ran = results[p][s] ?? { printed: '', error: 'not run' }
      const wrong = difference(step.expected, ran, unorderedResult.test(step.source))
      if (wrong) failures.push({ page: page.name, step, ran, difference: wrong })
      else {
        passed++
        passedByPage[page.name]++
      }
    })
  })
  return { passed, compared, pages: Object.keys(passedByPage).length, passedByPage, failures, excluded }
}

const scoreFile = new URL('./score.json', import.meta.url)

/** The score that must not be undercut. */
export function readScore(): Score {
  return JSON.parse(readFileSync(scoreFile, 'utf8')) as Score
}

export function writeScore({ passed, compared, pages, passedThroughClient, passedByPage }: Score): void {
  const sorted = Object.fromEntries(Object.entries(passedByPage).sort(([a], [b]) => (a < b ? -1 : 1)))
  const score = { passed, compared, pages, passedThroughClient, passedByPage: sorted }
  writeFileSync(scoreFile, `${JSON.stringify(score, null, 2)}\n`)
}

/** Pages that passed more steps before; only those that are named, if any are. */
export function fallenPages(
  before: Score,
  now: Pick<Score, 'passedByPage'>,
  among?: readonly string[],
): string[] {
  return Object.entries(before.passedByPage)
    .filter(([page, passed]) => (!among || among.includes(page)) && (now.passedByPage[page] ?? 0) < passed)
    .map(([page, passed]) => `${page}: ${now.passedByPage[page] ?? 0} of formerly ${passed}`)
}

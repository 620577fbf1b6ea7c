import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { judge, type Verdict } from './exclusions.ts'
import { extractSteps } from './extract.ts'

export interface Page {
  readonly name: string
  readonly verdicts: readonly Verdict[]
}

/** The pages of DolphinDB's function documentation that have examples, from the npm package `dolphindb`. */
export function readPages(): Page[] {
  const file = createRequire(import.meta.url).resolve('dolphindb/docs.en.json')
  const documents = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { markdown?: string }>
  return Object.entries(documents)
    .map(([name, { markdown }]) => ({ name, verdicts: judge(name, extractSteps(markdown ?? '')) }))
    .filter(page => page.verdicts.length > 0)
}

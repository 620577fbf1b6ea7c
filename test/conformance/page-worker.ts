/** Runs the scripts of one page after another, each page in a session of its own; every result is sent as soon as it is there. */
import { parentPort } from 'node:worker_threads'
import { openSession, type Ran } from '../check.ts'

/** Scripts of a page by step; null is left out. */
export interface PageScripts {
  readonly page: number
  readonly scripts: readonly (string | null)[]
}

export type PageReport =
  | { readonly ready: true }
  | { readonly page: number; readonly step: number; readonly ran: Ran }
  | { readonly page: number; readonly done: true }

const report = (message: PageReport) => parentPort!.postMessage(message)

// Pages use the same names of databases, and the store of this thread is theirs all.
const withoutDatabases = 'for (name in getClusterDFSDatabases()) { dropDatabase(name) }'

parentPort!.on('message', ({ page, scripts }: PageScripts) => {
  const session = openSession()
  if (scripts.some(script => script?.includes('dfs://'))) session.run(withoutDatabases)
  scripts.forEach((script, step) => {
    if (script === null) return
    let ran: Ran
    try {
      ran = session.run(script)
    } catch (crash) {
      ran = { printed: '', error: `crash: ${crash instanceof Error ? crash.stack : crash}` }
    }
    report({ page, step, ran })
  })
  report({ page, done: true })
})

report({ ready: true })

import { addressOf } from './cluster-config.ts'
import { ConfigError } from './config-error.ts'
import { linesOf, readConfig } from './config-file.ts'
import { readNodes } from './nodes-file.ts'
import { check } from './settings.ts'

export const CONFIG_FILES = ['controller.cfg', 'cluster.cfg', 'cluster.nodes'] as const
export type ConfigFile = (typeof CONFIG_FILES)[number]

/** What somebody who writes a file should know of one of its lines. */
export interface ConfigProblem {
  /** From 1. */
  readonly line: number
  /** Errors are refused when the file is saved; warnings are not. */
  readonly severity: 'error' | 'warning'
  readonly message: string
}

/** What is wrong with a file and what is strange, in order of its lines. In cluster.nodes, the first that is wrong. */
export function problemsIn(file: ConfigFile, text: string): ConfigProblem[] {
  if (file === 'cluster.nodes') return asProblems(() => void readNodes(text, file))
  return [...linesOf(text, file)].flatMap(place =>
    asProblems(() => {
      const [entry] = readConfig(place.text, file)
      const key = file === 'cluster.cfg' ? addressOf(entry!.key).key : entry!.key
      const warning = check({ ...entry!, key, place })
      return warning ?? undefined
    }).map(problem => ({ ...problem, line: place.line! })),
  )
}

// What `act` gives is a warning, what it throws an error.
function asProblems(act: () => string | undefined): ConfigProblem[] {
  try {
    const message = act()
    return message === undefined ? [] : [{ line: 1, severity: 'warning', message }]
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return [{ line: error.place?.line ?? 1, severity: 'error', message: error.reason }]
  }
}

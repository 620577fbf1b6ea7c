import { useCallback, useEffect, useState } from 'react'
import { STRING } from '../../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../../src/values/vectors/build.ts'
import { useNode } from '../../../node/node-context.tsx'
import { plain, rowsOf } from '../../../node/plain.ts'

/** The files that the controllers keep in common, with what reads and what replaces them. */
export const configFiles = {
  'controller.cfg': ['loadControllerConfigs', 'saveControllerConfigs'],
  'cluster.cfg': ['loadClusterNodesConfigs', 'saveClusterNodesConfigs'],
  'cluster.nodes': ['getClusterNodesCfg', 'saveClusterNodes'],
} as const

export type ConfigFileName = keyof typeof configFiles

export interface LineProblem {
  readonly severity: string
  readonly message: string
}

export interface ConfigFile<Line> {
  /** Null until they have come. */
  readonly lines: readonly Line[] | null
  readonly change: (lines: readonly Line[]) => void
  /** What is wrong or strange, by the place of its line. */
  readonly problems: ReadonlyMap<number, LineProblem>
  /** Whether there is something to save that wouldn't be refused. */
  readonly mayBeSaved: boolean
  /** @throws ServerError when it is refused after all */
  readonly save: () => Promise<void>
  /** Why it can't be read. */
  readonly failed: string | null
}

const CHECK_AFTER = 250
const texts = (lines: readonly string[]) => vectorOfRaws(STRING, [...lines])

/** A file of the configuration as lines of a form, checked by the node while somebody changes them. */
export function useConfigFile<Line>(
  file: ConfigFileName,
  read: (line: string) => Line,
  write: (line: Line) => string,
): ConfigFile<Line> {
  const { session } = useNode()
  const [lines, setLines] = useState<readonly Line[] | null>(null)
  const [saved, setSaved] = useState('')
  const [problems, setProblems] = useState<ReadonlyMap<number, LineProblem>>(new Map())
  const [failed, setFailed] = useState<string | null>(null)
  const [loadFunction, saveFunction] = configFiles[file]
  const load = useCallback(async () => {
    const loaded = plain(await session.call(loadFunction))
    const all = Array.isArray(loaded) ? loaded.map(line => read(String(line))) : []
    setLines(all)
    setSaved(all.map(write).join('\n'))
  }, [session, loadFunction, read, write])
  useEffect(() => {
    load().catch(error => setFailed((error as Error).message))
  }, [load])
  useEffect(() => {
    if (lines === null || lines.length === 0) return setProblems(new Map())
    let ended = false
    const check = async () => {
      const found = rowsOf(await session.call('checkConfig', file, texts(lines.map(write))))
      if (!ended) setProblems(problemsByLine(found))
    }
    const timer = setTimeout(() => check().catch(() => {}), CHECK_AFTER)
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [session, file, lines, write])
  const text = (lines ?? []).map(write).join('\n')
  const save = async () => {
    await session.call(saveFunction, texts((lines ?? []).map(write)))
    await load()
  }
  const refused = [...problems.values()].some(({ severity }) => severity === 'error')
  return {
    lines,
    change: setLines,
    problems,
    mayBeSaved: lines !== null && text !== saved && !refused,
    save,
    failed,
  }
}

function problemsByLine(rows: readonly { readonly [name: string]: unknown }[]) {
  return new Map(
    rows.map(({ line, severity, message }) => [
      Number(line) - 1,
      { severity: String(severity), message: String(message) },
    ]),
  )
}

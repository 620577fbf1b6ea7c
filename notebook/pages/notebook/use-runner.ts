import { useCallback, useEffect, useRef, useState } from 'react'
import type { Cell } from '../../document/cells.ts'
import { assistant } from '../../editor/assistance.ts'
import { statementsOf } from '../../editor/problems.ts'
import { isLost, NodeSession } from '../../node/node-session.ts'
import { failedResult, resultOf, type StatementResult } from './run-result.ts'

/** What a cell has shown since it was last run. */
export interface CellRun {
  readonly state: 'queued' | 'running' | 'cancelling' | 'done'
  readonly printed: string
  readonly results: readonly StatementResult[]
  readonly milliseconds: number
}

export interface Runner {
  readonly runs: ReadonlyMap<string, CellRun>
  readonly busy: boolean
  /** The session that the variables were in is gone. */
  readonly lost: boolean
  /** Goes up whenever variables may have changed. */
  readonly changes: number
  /** Runs cells one after the other; what follows a cell that fails isn't run. */
  run(cells: readonly Pick<Cell, 'key' | 'text'>[]): void
  cancel(): void
  /** Forgets what a cell has shown. */
  clear(key: string): void
  readonly session: NodeSession | null
}

const nothing: CellRun = { state: 'queued', printed: '', results: [], milliseconds: 0 }

/**
 * Runs cells in a session of its own, which lasts as long as the page: statement by statement, so that each result is shown when it
 * comes.
 */
export function useRunner(node: NodeSession): Runner {
  const [runs, setRuns] = useState<ReadonlyMap<string, CellRun>>(new Map())
  const [session, setSession] = useState<NodeSession | null>(null)
  const [lost, setLost] = useState(false)
  const [busy, setBusy] = useState(false)
  const [changes, setChanges] = useState(0)
  const queue = useRef<Pick<Cell, 'key' | 'text'>[]>([])
  const working = useRef(false)
  const current = useRef<NodeSession | null>(null)

  useEffect(() => () => current.current?.close(), [])
  useEffect(() => {
    assistant.session = session
    assistant.busy = busy
    return () => {
      assistant.session = null
    }
  }, [session, busy])

  const change = useCallback((key: string, next: (run: CellRun) => CellRun) => {
    setRuns(old => new Map(old).set(key, next(old.get(key) ?? nothing)))
  }, [])

  const opened = useCallback(async () => {
    if (current.current) return current.current
    const made = await NodeSession.open()
    made.onLost(() => {
      current.current = null
      setSession(null)
      setLost(true)
    })
    current.current = made
    setSession(made)
    return made
  }, [])
  // Completion works before anything was run.
  useEffect(() => {
    opened().catch(() => {})
  }, [opened])

  const work = useCallback(async () => {
    if (working.current) return
    working.current = true
    setBusy(true)
    try {
      for (let cell = queue.current.shift(); cell; cell = queue.current.shift()) {
        const { key } = cell
        const ok = await runCell(cell, opened, next => change(key, next))
        setChanges(n => n + 1)
        if (ok) continue
        for (const { key } of queue.current.splice(0)) change(key, run => ({ ...run, state: 'done' }))
      }
    } finally {
      working.current = false
      setBusy(false)
    }
  }, [change, opened])

  const run = useCallback(
    (cells: readonly Pick<Cell, 'key' | 'text'>[]) => {
      setLost(false)
      for (const cell of cells) {
        change(cell.key, old => {
          drop(current.current, old)
          return nothing
        })
        queue.current.push(cell)
      }
      void work()
    },
    [change, work],
  )

  const cancel = useCallback(() => {
    for (const { key } of queue.current.splice(0)) change(key, run => ({ ...run, state: 'done' }))
    setRuns(
      old =>
        new Map(
          [...old].map(([key, run]) => [
            key,
            run.state === 'running' ? { ...run, state: 'cancelling' as const } : run,
          ]),
        ),
    )
    if (current.current) void node.cancel(current.current.id)
  }, [change, node])

  const clear = useCallback((key: string) => {
    setRuns(old => {
      const left = new Map(old)
      const run = left.get(key)
      if (run) drop(current.current, run)
      left.delete(key)
      return left
    })
  }, [])

  return { runs, busy, lost, changes, run, cancel, clear, session }
}

// The node needn't keep what is no longer shown.
function drop(session: NodeSession | null, run: CellRun): void {
  for (const { grid } of run.results) if (grid) session?.call('dropResult', grid.id).catch(() => {})
}

/** False when a statement failed. */
async function runCell(
  { text }: Pick<Cell, 'key' | 'text'>,
  open: () => Promise<NodeSession>,
  change: (next: (run: CellRun) => CellRun) => void,
): Promise<boolean> {
  const began = performance.now()
  change(() => ({ ...nothing, state: 'running' }))
  const print = (printed: string) => change(run => ({ ...run, printed: `${run.printed}${printed}\n` }))
  let ok = true
  const statements = statementsOf(text)
  for (const { start, end } of statements.length > 0 ? statements : [{ start: 0, end: text.length }]) {
    const source = text.slice(start, end)
    let result: StatementResult
    try {
      const session = await open()
      result = resultOf(await session.callPrinting(print, 'runStatement', source), source, start)
    } catch (error) {
      const message = isLost(error) ? (error as Error).message : clean((error as Error).message)
      result = failedResult(source, start, message)
    }
    change(run => ({ ...run, results: [...run.results, result] }))
    ok = result.error === null
    if (!ok) break
  }
  change(run => ({ ...run, state: 'done', milliseconds: performance.now() - began }))
  return ok
}

// The node names the function that the page called in front of what went wrong.
const clean = (message: string) => message.replace(/^runStatement.*? => /, '')

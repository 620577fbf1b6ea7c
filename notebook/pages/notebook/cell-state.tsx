import { useSay } from '../../language/language-context.tsx'
import type { CellRun } from './runner-store.ts'

const signs = { queued: '◌', running: '◐', cancelling: '◐' } as const

/** How far a cell is: waits, runs, or what became of it and how long that took. */
export function CellState({ run }: { readonly run: CellRun }) {
  const say = useSay()
  const { state, results, milliseconds } = run
  if (state !== 'done') {
    return (
      <span className="cell-state underway" role="status">
        <span aria-hidden="true">{signs[state]}</span> {say(`notebook.${state}`)}
      </span>
    )
  }
  const failed = results.some(({ error }) => error !== null)
  return (
    <span className="cell-state" role="status">
      <span
        className={failed ? 'bad' : 'good'}
        role="img"
        aria-label={say(failed ? 'notebook.failed' : 'notebook.succeeded')}
      >
        {failed ? '✗' : '✓'}
      </span>{' '}
      {say('notebook.took', { time: duration(milliseconds) })}
    </span>
  )
}

function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 60_000) return `${(milliseconds / 1000).toFixed(1)} s`
  return `${Math.floor(milliseconds / 60_000)} min ${Math.round((milliseconds % 60_000) / 1000)} s`
}

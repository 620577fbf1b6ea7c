import { type KeyboardEvent, memo, useEffect, useMemo, useRef } from 'react'
import type { Cell } from '../../document/cells.ts'
import { CodeEditor } from '../../editor/code-editor.tsx'
import type { Problem } from '../../editor/problems.ts'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import type { CellActions } from './cell-commands.ts'
import { CellKeys } from './cell-keys.ts'
import { CellResults } from './cell-results.tsx'
import { CellState } from './cell-state.tsx'
import { MarkdownCell } from './markdown-cell.tsx'
import type { CellRun } from './runner-store.ts'

export interface CellViewProps {
  readonly cell: Cell
  readonly number: number
  readonly run: CellRun | undefined
  readonly session: NodeSession | null
  /** Whether keys go to its editor, or to the cell itself; null: to neither. */
  readonly selected: 'editing' | 'commanding' | null
  readonly actions: CellActions
}

const none: readonly Problem[] = []

/** A cell with its tools and what it has shown. It takes the focus itself, for keys that command it. */
export const CellView = memo(function CellView(props: CellViewProps) {
  const { cell, number, run, selected, session, actions } = props
  const { key } = cell
  const say = useSay()
  const place = useRef<HTMLElement>(null)
  const keys = useMemo(() => new CellKeys(), [])
  const problems = useMemo(
    () => run?.results.flatMap(({ error }) => (error ? [error] : [])) ?? none,
    [run?.results],
  )
  useEffect(() => {
    if (selected === 'commanding' && document.activeElement !== place.current) place.current?.focus()
  }, [selected])
  const label = say(cell.kind === 'code' ? 'notebook.cellLabel' : 'notebook.markdownLabel', { number })
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== place.current) return
    const { command, taken } = keys.press(event)
    if (!taken) return
    event.preventDefault()
    if (command) actions.command(key, command)
  }
  return (
    <section
      ref={place}
      className={`cell ${run?.state ?? 'idle'} ${selected ?? ''}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys command the cell that has the focus.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={event =>
        event.target === place.current && selected !== 'commanding' && actions.select(key, false)
      }
    >
      <CellTools {...props} label={label} />
      {cell.kind === 'code' ? (
        <CodeEditor
          text={cell.text}
          label={say('notebook.editorLabel', { number })}
          onChange={text => actions.change(key, text)}
          focused={selected === 'editing'}
          onFocus={() => actions.select(key, true)}
          problems={problems}
          onRun={() => actions.command(key, 'runAndGoOn')}
          onRunHere={part => actions.runPart(key, part)}
          onRunAndInsert={() => actions.command(key, 'runAndInsert')}
          onEscape={() => actions.select(key, false)}
        />
      ) : (
        <MarkdownCell
          text={cell.text}
          label={label}
          editing={selected === 'editing'}
          onChange={text => actions.change(key, text)}
          onDone={() => actions.command(key, 'runAndGoOn')}
          onEdit={() => actions.select(key, true)}
          onEscape={() => actions.select(key, false)}
        />
      )}
      {run && <CellResults run={run} session={session} onCode={text => actions.takeCode(key, text)} />}
    </section>
  )
})

function CellTools(props: CellViewProps & { readonly label: string }) {
  const { cell, number, label, run, actions } = props
  const { key } = cell
  const say = useSay()
  return (
    <div className="cell-tools">
      <span className="quiet-text">{cell.title === '' ? number : `${number} ${cell.title}`}</span>
      {cell.kind === 'code' && (
        <button
          type="button"
          className="button quiet"
          title={say('notebook.runCell')}
          aria-label={`${say('button.run')}: ${label}`}
          onClick={() => actions.runPart(key, '')}
        >
          ▶
        </button>
      )}
      {run && <CellState run={run} />}
      <span className="spring" />
      <Tool name="notebook.up" sign="↑" label={label} onClick={() => actions.command(key, 'moveUp')} />
      <Tool name="notebook.down" sign="↓" label={label} onClick={() => actions.command(key, 'moveDown')} />
      <Tool name="notebook.deleteCell" sign="✕" label={label} onClick={() => actions.remove(key)} />
    </div>
  )
}

interface ToolProps {
  readonly name: 'notebook.up' | 'notebook.down' | 'notebook.deleteCell'
  readonly sign: string
  readonly label: string
  readonly onClick: () => void
}

function Tool({ name, sign, label, onClick }: ToolProps) {
  const say = useSay()
  return (
    <button
      type="button"
      className="button quiet"
      title={say(name)}
      aria-label={`${say(name)}: ${label}`}
      onClick={onClick}
    >
      {sign}
    </button>
  )
}

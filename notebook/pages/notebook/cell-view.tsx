import { useMemo } from 'react'
import type { Cell } from '../../document/cells.ts'
import { CodeEditor } from '../../editor/code-editor.tsx'
import type { Problem } from '../../editor/problems.ts'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { CellResults } from './cell-results.tsx'
import { MarkdownCell } from './markdown-cell.tsx'
import type { CellRun } from './runner-store.ts'

export interface CellViewProps {
  readonly cell: Cell
  readonly number: number
  readonly run: CellRun | undefined
  readonly session: NodeSession | null
  readonly focused: boolean
  readonly onFocus: () => void
  readonly onChange: (text: string) => void
  readonly onRun: () => void
  readonly onRunHere: (selected: string) => void
  readonly onMove: (by: number) => void
  readonly onRemove: () => void
}

const none: readonly Problem[] = []

/** A cell with its tools and what it has shown. */
export function CellView(props: CellViewProps) {
  const { cell, number, run } = props
  const say = useSay()
  const problems = useMemo(
    () => run?.results.flatMap(({ error }) => (error ? [error] : [])) ?? none,
    [run?.results],
  )
  const isCode = cell.kind === 'code'
  const label = say(isCode ? 'notebook.cellLabel' : 'notebook.markdownLabel', { number })
  return (
    <section className={`cell ${run?.state ?? 'idle'}`} aria-label={label}>
      <div className="cell-tools">
        <span className="quiet-text">{cell.title === '' ? number : `${number} ${cell.title}`}</span>
        {isCode && (
          <button
            type="button"
            className="button quiet"
            title={say('notebook.runCell')}
            aria-label={`${say('button.run')}: ${label}`}
            onClick={() => props.onRunHere('')}
          >
            ▶
          </button>
        )}
        <span className="spring" />
        <Tool name="notebook.up" sign="↑" label={label} onClick={() => props.onMove(-1)} />
        <Tool name="notebook.down" sign="↓" label={label} onClick={() => props.onMove(1)} />
        <Tool name="notebook.deleteCell" sign="✕" label={label} onClick={props.onRemove} />
      </div>
      {isCode ? (
        <CodeEditor
          text={cell.text}
          label={say('notebook.editorLabel', { number })}
          onChange={props.onChange}
          focused={props.focused}
          onFocus={props.onFocus}
          problems={problems}
          onRun={props.onRun}
          onRunHere={props.onRunHere}
          onEscape={() => (document.activeElement as HTMLElement | null)?.blur()}
        />
      ) : (
        <MarkdownCell
          text={cell.text}
          label={label}
          editing={props.focused}
          onChange={props.onChange}
          onDone={props.onRun}
          onEdit={props.onFocus}
        />
      )}
      {run && <CellResults run={run} session={props.session} />}
    </section>
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

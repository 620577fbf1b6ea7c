import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { Cell } from '../../document/cells.ts'
import { CodeEditor } from '../../editor/code-editor.tsx'
import type { Problem } from '../../editor/problems.ts'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type CellCommand, CellKeys } from './cell-keys.ts'
import { CellResults } from './cell-results.tsx'
import { MarkdownCell } from './markdown-cell.tsx'
import type { CellRun } from './runner-store.ts'

export interface CellViewProps {
  readonly cell: Cell
  readonly number: number
  readonly run: CellRun | undefined
  readonly session: NodeSession | null
  /** Whether keys go to its editor, or to the cell itself; null: to neither. */
  readonly selected: 'editing' | 'commanding' | null
  readonly onSelect: (editing: boolean) => void
  readonly onCommand: (command: CellCommand) => void
  readonly onChange: (text: string) => void
  /** A part of it, or, of nothing, all. */
  readonly onRunPart: (selected: string) => void
  readonly onRemove: () => void
  /** Takes code into a cell behind this one. */
  readonly onCode: (text: string) => void
}

const none: readonly Problem[] = []

/** A cell with its tools and what it has shown. It takes the focus itself, for keys that command it. */
export function CellView(props: CellViewProps) {
  const { cell, number, run, selected, onCommand } = props
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
    if (command) onCommand(command)
  }
  return (
    <section
      ref={place}
      className={`cell ${run?.state ?? 'idle'} ${selected ?? ''}`}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys command the cell that has the focus.
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={event => event.target === place.current && selected !== 'commanding' && props.onSelect(false)}
    >
      <CellTools {...props} label={label} />
      {cell.kind === 'code' ? (
        <CodeEditor
          text={cell.text}
          label={say('notebook.editorLabel', { number })}
          onChange={props.onChange}
          focused={selected === 'editing'}
          onFocus={() => props.onSelect(true)}
          problems={problems}
          onRun={() => onCommand('runAndGoOn')}
          onRunHere={props.onRunPart}
          onRunAndInsert={() => onCommand('runAndInsert')}
          onEscape={() => props.onSelect(false)}
        />
      ) : (
        <MarkdownCell
          text={cell.text}
          label={label}
          editing={selected === 'editing'}
          onChange={props.onChange}
          onDone={() => onCommand('runAndGoOn')}
          onEdit={() => props.onSelect(true)}
          onEscape={() => props.onSelect(false)}
        />
      )}
      {run && <CellResults run={run} session={props.session} onCode={props.onCode} />}
    </section>
  )
}

function CellTools(props: CellViewProps & { readonly label: string }) {
  const { cell, number, label, onCommand } = props
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
          onClick={() => props.onRunPart('')}
        >
          ▶
        </button>
      )}
      <span className="spring" />
      <Tool name="notebook.up" sign="↑" label={label} onClick={() => onCommand('moveUp')} />
      <Tool name="notebook.down" sign="↓" label={label} onClick={() => onCommand('moveDown')} />
      <Tool name="notebook.deleteCell" sign="✕" label={label} onClick={props.onRemove} />
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

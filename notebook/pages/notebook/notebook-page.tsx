import { useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { useRoute } from '../../shell/route.ts'
import { CellView } from './cell-view.tsx'
import { NotebookToolbar } from './notebook-toolbar.tsx'
import { useDocument } from './use-document.ts'
import { useRunner } from './use-runner.ts'
import { VariablesPanel } from './variables-panel.tsx'
import './notebook.css'

/** A notebook and the variables of its session. */
export default function NotebookPage() {
  const { session } = useNode()
  const { rest } = useRoute()
  const document = useDocument(session, rest)
  const runner = useRunner(session)
  const [focused, setFocused] = useState<string | null>(null)
  const say = useSay()
  const { cells } = document
  const runAll = () => runner.run(cells.filter(cell => cell.kind === 'code'))

  const runAndGoOn = (at: number) => {
    const cell = cells[at]!
    if (cell.kind === 'code') runner.run([cell])
    setFocused(cells[at + 1]?.key ?? document.insert('code', at + 1))
  }
  return (
    <div className="notebook">
      <div className="notebook-main">
        <h1 className="visually-hidden">{rest === '' ? say('notebook.untitled') : rest}</h1>
        <NotebookToolbar document={document} busy={runner.busy} onRunAll={runAll} onCancel={runner.cancel} />
        {runner.lost && (
          <p className="notice warn" role="alert">
            {say('notebook.stale')}{' '}
            <button type="button" className="button" onClick={runAll}>
              {say('notebook.rerun')}
            </button>
          </p>
        )}
        {cells.map((cell, i) => (
          <CellView
            key={cell.key}
            cell={cell}
            number={i + 1}
            run={runner.runs.get(cell.key)}
            session={runner.session}
            focused={focused === cell.key}
            onFocus={() => setFocused(cell.key)}
            onChange={text => document.change(cell.key, text)}
            onRun={() => runAndGoOn(i)}
            onRunHere={selected =>
              runner.run([selected.trim() === '' ? cell : { key: cell.key, text: selected }])
            }
            onMove={by => document.move(cell.key, by)}
            onRemove={() => {
              runner.clear(cell.key)
              document.remove(cell.key)
            }}
            onInsert={(kind, below) => setFocused(document.insert(kind, i + (below ? 1 : 0)))}
          />
        ))}
        <p className="notebook-add">
          <button
            type="button"
            className="button"
            onClick={() => setFocused(document.insert('code', cells.length))}
          >
            + {say('notebook.addCode')}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => setFocused(document.insert('markdown', cells.length))}
          >
            + {say('notebook.addMarkdown')}
          </button>
          {document.deleted > 0 && (
            <button type="button" className="button quiet" onClick={document.undoRemove}>
              {say('notebook.undoDelete')}
            </button>
          )}
        </p>
      </div>
      <VariablesPanel session={runner.session} busy={runner.busy} changes={runner.changes} />
    </div>
  )
}

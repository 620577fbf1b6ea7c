import { useEffect, useMemo, useState } from 'react'
import { type Cell, newCell } from '../../document/cells.ts'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { useRoute } from '../../shell/route.ts'
import { useStore } from '../../shell/store.ts'
import { cellActions, type Selection } from './cell-commands.ts'
import { CellView } from './cell-view.tsx'
import { DocumentStore } from './document-store.ts'
import { KeysDialog } from './keys-dialog.tsx'
import { NotebookToolbar } from './notebook-toolbar.tsx'
import { RunnerStore } from './runner-store.ts'
import { VariablesPanel } from './variables-panel.tsx'
import './notebook.css'

/** A notebook and the variables of its session. */
export default function NotebookPage() {
  const say = useSay()
  const { document, runner } = useStores()
  const { cells, deleted, loading } = useStore(document)
  const { runs, busy, lost, changes, session } = useStore(runner)
  const [selection, setSelection] = useState<Selection | null>(null)
  const [helping, setHelping] = useState(false)
  const runAll = () => runner.run(cells.filter(cell => cell.kind === 'code'))
  const actions = useMemo(
    () => cellActions({ document, runner, select: setSelection, help: () => setHelping(true) }),
    [document, runner],
  )
  return (
    <div className="notebook">
      <div className="notebook-main">
        <h1 className="visually-hidden">{document.name || say('notebook.untitled')}</h1>
        <NotebookToolbar
          document={document}
          busy={busy}
          onRunAll={runAll}
          onCancel={() => runner.cancel()}
          onHelp={() => setHelping(true)}
        />
        {lost && <LostNotice onRerun={runAll} />}
        {cells.map((cell, i) => (
          <CellView
            key={cell.key}
            cell={cell}
            number={i + 1}
            run={runs.get(cell.key)}
            session={session}
            selected={selection?.key === cell.key ? (selection.editing ? 'editing' : 'commanding') : null}
            actions={actions}
          />
        ))}
        {!loading && (
          <AddCells
            onAdd={kind => actions.select(document.insert(newCell(kind), cells.length), true)}
            onUndo={deleted.length > 0 ? () => document.undoRemove() : null}
          />
        )}
      </div>
      <VariablesPanel
        session={session}
        busy={busy}
        changes={changes}
        onCode={text => actions.select(document.insert(newCell('code', text), cells.length), true)}
      />
      {helping && <KeysDialog onClose={() => setHelping(false)} />}
    </div>
  )
}

// A new session of the page means new stores: what ran in the old one is gone.
function useStores(): { document: DocumentStore; runner: RunnerStore } {
  const { session } = useNode()
  const { rest: name } = useRoute()
  const document = useMemo(() => new DocumentStore(session, name), [session, name])
  const runner = useMemo(() => new RunnerStore(session), [session])
  useEffect(() => () => document.close(), [document])
  useEffect(() => () => runner.close(), [runner])
  return { document, runner }
}

function LostNotice({ onRerun }: { readonly onRerun: () => void }) {
  const say = useSay()
  return (
    <p className="notice warn" role="alert">
      {say('notebook.stale')}{' '}
      <button type="button" className="button" onClick={onRerun}>
        {say('notebook.rerun')}
      </button>
    </p>
  )
}

interface AddCellsProps {
  readonly onAdd: (kind: Cell['kind']) => void
  /** Null: nothing was deleted. */
  readonly onUndo: (() => void) | null
}

function AddCells({ onAdd, onUndo }: AddCellsProps) {
  const say = useSay()
  return (
    <p className="notebook-add">
      <button type="button" className="button" onClick={() => onAdd('code')}>
        + {say('notebook.addCode')}
      </button>
      <button type="button" className="button" onClick={() => onAdd('markdown')}>
        + {say('notebook.addMarkdown')}
      </button>
      {onUndo && (
        <button type="button" className="button quiet" onClick={onUndo}>
          {say('notebook.undoDelete')}
        </button>
      )}
    </p>
  )
}

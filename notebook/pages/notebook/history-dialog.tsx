import { useEffect, useState } from 'react'
import { useLanguage } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { entriesOf, type Row, rowsOf } from '../../node/plain.ts'
import { Dialog } from '../../shell/dialog.tsx'
import type { DocumentStore } from './document-store.ts'

interface HistoryDialogProps {
  readonly document: DocumentStore
  readonly onClose: () => void
}

/** Earlier versions of a notebook: one is looked at, and taken as the newest text if wanted. */
export function HistoryDialog({ document, onClose }: HistoryDialogProps) {
  const { say, language } = useLanguage()
  const { session } = useNode()
  const [versions, setVersions] = useState<readonly Row[]>([])
  const [text, setText] = useState<string | null>(null)
  useEffect(() => {
    session.call('getNotebookHistory', document.name).then(
      value => setVersions(rowsOf(value).toReversed()),
      () => setVersions([]),
    )
  }, [session, document.name])
  const show = async (version: number) =>
    setText(String(entriesOf(await session.call('loadNotebook', document.name, version)).text))
  const take = () => {
    document.replace(text!)
    onClose()
  }
  return (
    <Dialog
      title={say('notebook.versions', { name: document.name })}
      onClose={onClose}
      actions={
        <button type="button" className="button primary" disabled={text === null} onClick={take}>
          {say('notebook.restore')}
        </button>
      }
    >
      <ul className="choices">
        {versions.map(({ version }) => (
          <li key={Number(version)}>
            <button type="button" className="button quiet" onClick={() => void show(Number(version))}>
              {new Date(Number(version)).toLocaleString(language)}
            </button>
          </li>
        ))}
      </ul>
      {text !== null && <pre className="mono version">{text}</pre>}
    </Dialog>
  )
}

import { type FormEvent, useState } from 'react'
import { type Say, useLanguage } from '../../language/language-context.tsx'
import type { Told } from '../../language/told.ts'
import { Failure } from '../../shell/failure.tsx'
import { go } from '../../shell/route.ts'
import { useStore } from '../../shell/store.ts'
import type { DocumentStore, Saving } from './document-store.ts'
import { HistoryDialog } from './history-dialog.tsx'
import { OpenDialog } from './open-dialog.tsx'

interface NotebookToolbarProps {
  readonly document: DocumentStore
  readonly busy: boolean
  readonly onRunAll: () => void
  readonly onCancel: () => void
  readonly onHelp: () => void
}

/** Name, whether it is saved, and what concerns the whole notebook. */
export function NotebookToolbar({ document, busy, onRunAll, onCancel, onHelp }: NotebookToolbarProps) {
  const { say, told, language } = useLanguage()
  const [dialog, setDialog] = useState<'open' | 'history' | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const { saving } = useStore(document)
  const rename = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name')).trim()
    if (name === '' || name === document.name) return
    try {
      await document.saveAs(name)
      setFailed(null)
      go('notebook', name)
    } catch (error) {
      setFailed((error as Error).message)
    }
  }
  return (
    <div className="toolbar">
      <form onSubmit={rename} onBlur={event => event.currentTarget.requestSubmit()}>
        <input
          key={document.name}
          className="input notebook-name"
          name="name"
          aria-label={say('notebook.name')}
          defaultValue={document.name}
          placeholder={say('notebook.untitled')}
        />
      </form>
      <button type="button" className="button primary" onClick={onRunAll} disabled={busy}>
        {say('notebook.runAll')}
      </button>
      <button type="button" className="button" onClick={onCancel} disabled={!busy}>
        {say('button.cancel')}
      </button>
      <button type="button" className="button" onClick={() => go('notebook')}>
        {say('notebook.new')}
      </button>
      <button type="button" className="button" onClick={() => setDialog('open')}>
        {say('notebook.open')}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => setDialog('history')}
        disabled={document.name === ''}
      >
        {say('notebook.history')}
      </button>
      <button type="button" className="button quiet" onClick={onHelp}>
        {say('keys.title')}
      </button>
      <span className="quiet-text" role="status">
        {savingText(saving, say, told, language)}
      </span>
      <Failure message={failed} />
      {dialog === 'open' && <OpenDialog onClose={() => setDialog(null)} />}
      {dialog === 'history' && <HistoryDialog document={document} onClose={() => setDialog(null)} />}
    </div>
  )
}

function savingText(saving: Saving, say: Say, told: Told, language: string): string {
  switch (saving.is) {
    case 'new':
      return say('notebook.unsaved')
    case 'saving':
      return say('notebook.saving')
    case 'saved':
      return say('notebook.saved', { time: new Date(saving.at).toLocaleTimeString(language) })
    case 'failed':
      return say('notebook.saveFailed', { reason: told(saving.reason) })
    case 'unreadable':
      return say('notebook.unreadable', { reason: told(saving.reason) })
  }
}

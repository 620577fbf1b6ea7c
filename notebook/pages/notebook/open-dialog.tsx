import { useEffect, useState } from 'react'
import { useLanguage } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { type Row, rowsOf } from '../../node/plain.ts'
import { Dialog } from '../../shell/dialog.tsx'
import { Failure } from '../../shell/failure.tsx'
import { addressOf } from '../../shell/route.ts'

/** The notebooks of the node, to choose from. */
export function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const { say, language } = useLanguage()
  const { session } = useNode()
  const [notebooks, setNotebooks] = useState<readonly Row[] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  useEffect(() => {
    session.call('getNotebooks').then(
      value => setNotebooks(rowsOf(value)),
      error => setFailed((error as Error).message),
    )
  }, [session])
  return (
    <Dialog title={say('notebook.open')} onClose={onClose}>
      <Failure message={failed} />
      {notebooks?.length === 0 && <p>{say('notebook.empty')}</p>}
      <ul className="choices">
        {notebooks?.map(({ name, version }) => (
          <li key={String(name)}>
            <a href={addressOf('notebook', String(name))} translate="no" onClick={onClose}>
              {String(name)}
            </a>{' '}
            <span className="quiet-text">{new Date(Number(version)).toLocaleString(language)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

import { type ReactNode, useEffect, useRef } from 'react'
import { useSay } from '../language/language-context.tsx'
import './dialog.css'

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** Buttons beside Close. */
  readonly actions?: ReactNode
  /** For tables. */
  readonly wide?: boolean
}

/** What asks for an answer before anything else goes on. */
export function Dialog({ title, onClose, children, actions, wide = false }: DialogProps) {
  const say = useSay()
  const place = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    place.current?.showModal()
  }, [])
  return (
    <dialog ref={place} className={wide ? 'dialog wide' : 'dialog'} aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      <div className="dialog-body">{children}</div>
      <p className="dialog-actions">
        {actions}
        <button type="button" className="button" onClick={() => place.current?.close()}>
          {say('button.close')}
        </button>
      </p>
    </dialog>
  )
}

interface ConfirmProps {
  readonly question: string
  readonly action: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that can't be undone. */
export function Confirm({ question, action, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog
      title={action}
      onClose={onClose}
      actions={
        <button
          type="button"
          className="button danger"
          onClick={() => {
            onConfirm()
            onClose()
          }}
        >
          {action}
        </button>
      }
    >
      <p>{question}</p>
    </Dialog>
  )
}

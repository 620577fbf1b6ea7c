import { useState } from 'react'
import { useSay } from '../../../language/language-context.tsx'
import { Failure } from '../../../shell/failure.tsx'
import type { ConfigFile } from './config-file.ts'

interface SaveFileProps {
  readonly config: Pick<ConfigFile<never>, 'mayBeSaved' | 'save' | 'failed'>
  readonly file: string
  /** After it was saved. */
  readonly onSaved?: () => void
}

/** Saves a form on all controllers, and says how that went. */
export function SaveFile({ config, file, onSaved }: SaveFileProps) {
  const say = useSay()
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const save = async () => {
    try {
      await config.save()
      setTold({ text: say('config.saved', { file }), bad: false })
      onSaved?.()
    } catch (error) {
      setTold({ text: (error as Error).message, bad: true })
    }
  }
  const failed = config.failed ?? (told?.bad ? told.text : null)
  return (
    <>
      <p className="toolbar">
        <button
          type="button"
          className="button primary"
          disabled={!config.mayBeSaved}
          aria-label={say('config.saveFile', { file })}
          onClick={() => void save()}
        >
          {say('button.save')}
        </button>
        <span role="status" className="quiet-text">
          {told && !told.bad && !config.mayBeSaved ? told.text : ''}
        </span>
      </p>
      <Failure message={failed} />
    </>
  )
}

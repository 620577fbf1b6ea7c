import { useSay } from '../../../language/language-context.tsx'

interface RemoveLineProps {
  readonly name: string
  readonly onRemove: () => void
}

/** The button that takes a line out of a form. */
export function RemoveLine({ name, onRemove }: RemoveLineProps) {
  const say = useSay()
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={say('config.remove', { name })}
      title={say('config.remove', { name })}
      onClick={onRemove}
    >
      ✕
    </button>
  )
}

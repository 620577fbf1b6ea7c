import { useSay } from '../../language/language-context.tsx'

interface DeleteButtonProps {
  /** Of the user or group that goes. */
  readonly name: string
  readonly onDelete: (name: string) => void
}

/** At the end of a row of users or groups. */
export function DeleteButton({ name, onDelete }: DeleteButtonProps) {
  const say = useSay()
  return (
    <button
      type="button"
      className="button danger"
      aria-label={say('users.deleteUser', { user: name })}
      onClick={() => onDelete(name)}
    >
      {say('button.delete')}
    </button>
  )
}

import { useTold } from '../language/language-context.tsx'

/** Why something can't be shown or done, as the node says it; nothing of null. */
export function Failure({ message }: { readonly message: string | null }) {
  const told = useTold()
  if (message === null) return null
  return (
    <p className="notice bad" role="alert">
      {told(message)}
    </p>
  )
}

import { useTold } from '../../language/language-context.tsx'

/** Why nodes did not start or stop: the reason first, then what the end of their logs says. */
export function NodeFailure({ message }: { readonly message: string }) {
  const told = useTold()
  const [reason = '', ...log] = told(message).split(' | ')
  return (
    <div className="notice bad" role="alert">
      <p className="failure-reason">{reason}</p>
      {log.length > 0 && <pre className="mono failure-log">{log.join('\n')}</pre>}
    </div>
  )
}

/** Why nodes did not start or stop: the reason first, then what the end of their logs says. */
export function NodeFailure({ message }: { readonly message: string }) {
  // The node names the function that the page called in front of what went wrong.
  const [reason = '', ...log] = message.replace(/^\w+DataNode.*? => /, '').split(' | ')
  return (
    <div className="notice bad" role="alert">
      <p className="failure-reason">{reason}</p>
      {log.length > 0 && <pre className="mono failure-log">{log.join('\n')}</pre>}
    </div>
  )
}

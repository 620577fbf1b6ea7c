import { useEffect, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type Row, rowsOf } from '../../node/plain.ts'
import { bytes } from '../../shell/quantity.ts'

interface VariablesPanelProps {
  readonly session: NodeSession | null
  readonly busy: boolean
  /** Goes up whenever they may have changed. */
  readonly changes: number
}

/** The variables of the notebook's session. */
export function VariablesPanel({ session, busy, changes }: VariablesPanelProps) {
  const say = useSay()
  const [variables, setVariables] = useState<readonly Row[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changes` says when to look again.
  useEffect(() => {
    if (!session || busy) return
    session.call('objs', true).then(
      value => setVariables(rowsOf(value)),
      () => setVariables([]),
    )
  }, [session, busy, changes])
  return (
    <aside className="variables panel" aria-label={say('notebook.variables')}>
      <h2>{say('notebook.variables')}</h2>
      {variables.length === 0 ? (
        <p className="quiet-text">{say('notebook.noVariables')}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say('variables.name')}</th>
              <th scope="col">{say('variables.type')}</th>
              <th scope="col">{say('variables.shape')}</th>
              <th scope="col">{say('variables.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {variables.map(({ name, type, form, rows, columns, bytes: size }) => (
              <tr key={String(name)}>
                <th scope="row" className="mono">
                  {String(name)}
                </th>
                <td>{form === 'SCALAR' ? String(type) : `${type} ${String(form).toLowerCase()}`}</td>
                <td className="number">{form === 'SCALAR' ? '' : `${rows} × ${columns}`}</td>
                <td className="number">{bytes(Number(size))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </aside>
  )
}

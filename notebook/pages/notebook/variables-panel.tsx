import { useEffect, useState } from 'react'
import { display } from '../../../src/values/format/format.ts'
import { Vector } from '../../../src/values/vectors/vector.ts'
import { useSay } from '../../language/language-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type Row, rowsOf } from '../../node/plain.ts'
import { bytes } from '../../shell/quantity.ts'
import { VariableDialog } from './variable-dialog.tsx'

interface VariablesPanelProps {
  readonly session: NodeSession | null
  readonly busy: boolean
  /** Goes up whenever they may have changed. */
  readonly changes: number
  /** Takes code into a cell. */
  readonly onCode: (text: string) => void
}

const forms = [
  'scalar',
  'vector',
  'pair',
  'matrix',
  'set',
  'dictionary',
  'table',
  'chart',
  'sysobj',
  'tensor',
] as const
type Form = (typeof forms)[number]

interface Variable {
  readonly name: string
  readonly type: string
  readonly form: Form
  /** How many rows and columns, or, of what is small, the value. */
  readonly shape: string
  readonly bytes: number
}

/** The variables of the notebook's session; each is looked at by its name. */
export function VariablesPanel({ session, busy, changes, onCode }: VariablesPanelProps) {
  const say = useSay()
  const [variables, setVariables] = useState<readonly Variable[]>([])
  const [looked, setLooked] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changes` says when to look again.
  useEffect(() => {
    if (!session || busy) return
    variablesOf(session).then(setVariables, () => setVariables([]))
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
              <th scope="col" className="number">
                {say('variables.shape')}
              </th>
              <th scope="col" className="number">
                {say('variables.bytes')}
              </th>
            </tr>
          </thead>
          <tbody>
            {variables.map(({ name, type, form, shape, bytes: size }) => (
              <tr key={name}>
                <th scope="row">
                  <button
                    type="button"
                    className="link mono"
                    title={say('variables.look', { name })}
                    disabled={busy}
                    onClick={() => setLooked(name)}
                  >
                    {name}
                  </button>
                </th>
                <td>{form === 'scalar' ? type : `${type} ${say(`form.${form}`)}`}</td>
                <td className="number shape" title={shape}>
                  {shape}
                </td>
                <td className="number">{bytes(size)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {looked !== null && session && (
        <VariableDialog name={looked} session={session} onCode={onCode} onClose={() => setLooked(null)} />
      )}
    </aside>
  )
}

async function variablesOf(session: NodeSession): Promise<Variable[]> {
  const all = rowsOf(await session.call('objs', true))
  const small = all.filter(isSmall).map(({ name }) => String(name))
  const values = small.length === 0 ? null : await session.run(`(${small.join(', ')}, NULL)`)
  const texts = new Map(
    values instanceof Vector ? small.map((name, i) => [name, display(values.get(i))] as const) : [],
  )
  return all.map(row => {
    const { name, type, form, rows, columns, bytes } = row
    return {
      name: String(name),
      type: String(type),
      form: forms.find(known => known === String(form).toLowerCase()) ?? 'sysobj',
      shape: isSmall(row) ? (texts.get(String(name)) ?? '') : `${rows} × ${columns}`,
      bytes: Number(bytes),
    }
  })
}

const isSmall = ({ form }: Row) => form === 'SCALAR' || form === 'PAIR'

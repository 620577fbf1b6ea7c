import { useCallback } from 'react'
import { STRING } from '../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../src/values/vectors/build.ts'
import { useSay } from '../../language/language-context.tsx'
import { usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { type Row, rowsOf } from '../../node/plain.ts'

const POLL = 3000

interface PrivilegeOverviewProps {
  readonly name: string
  readonly isGroup: boolean
}

/** What one privilege comes to. */
interface Line {
  readonly privilege: string
  /** On everything: allow, deny, or none. */
  readonly state: string
  readonly allowed: readonly string[]
  readonly denied: readonly string[]
}

/** What a user, with the groups he is in, or a group may and may not do. */
export function PrivilegeOverview({ name, isGroup }: PrivilegeOverviewProps) {
  const say = useSay()
  const ask = useCallback(
    async (session: NodeSession) => {
      const names = vectorOfRaws(STRING, [name])
      const [row] = rowsOf(
        isGroup
          ? await session.call('getGroupAccess', names)
          : await session.call('getUserAccess', names, true),
      )
      return { of: name, lines: row ? linesOf(row) : [] }
    },
    [name, isGroup],
  )
  const { value } = usePolled(ask, POLL)
  if (value?.of !== name) return null
  if (value.lines.length === 0) return <p className="quiet-text">{say('users.noPrivileges', { name })}</p>
  return (
    <table className="table narrow" aria-label={say('users.privilegesOf', { name })}>
      <thead>
        <tr>
          <th scope="col">{say('users.privilege')}</th>
          <th scope="col">{say('users.onAll')}</th>
          <th scope="col">{say('users.allowedOn')}</th>
          <th scope="col">{say('users.deniedOn')}</th>
        </tr>
      </thead>
      <tbody>
        {value.lines.map(({ privilege, state, allowed, denied }) => (
          <tr key={privilege}>
            <th scope="row" className="mono">
              {privilege}
            </th>
            <td className={state === 'deny' ? 'bad' : state === 'allow' ? 'good' : undefined}>
              {state === 'allow' && say('users.allowed')}
              {state === 'deny' && say('users.denied')}
            </td>
            <td>{allowed.join(', ')}</td>
            <td className="bad">{denied.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Reads a row of getUserAccess: `X` with allow, deny or none, `X_allowed` and `X_denied` with objects. Those that say nothing are left out. */
export function linesOf(row: Row): Line[] {
  const list = (name: string) =>
    String(row[name] ?? '')
      .split(',')
      .filter(Boolean)
  const privileges = new Set(
    Object.keys(row)
      .filter(name => /^[A-Z]/.test(name))
      .map(name => name.replace(/_(allowed|denied)$/, '')),
  )
  return [...privileges]
    .map(privilege => ({
      privilege,
      state: ['allow', 'deny'].includes(String(row[privilege])) ? String(row[privilege]) : 'none',
      allowed: list(`${privilege}_allowed`),
      denied: list(`${privilege}_denied`),
    }))
    .filter(({ state, allowed, denied }) => state !== 'none' || allowed.length > 0 || denied.length > 0)
}

import type { FormEvent } from 'react'
import { useSay } from '../../language/language-context.tsx'
import type { Argument } from '../../node/node-session.ts'

/** What can be granted, by DolphinDB's names and numbers. */
const privileges = {
  TABLE_READ: 0,
  TABLE_WRITE: 1,
  DBOBJ_CREATE: 2,
  DBOBJ_DELETE: 3,
  DB_MANAGE: 4,
  VIEW_EXEC: 5,
  SCRIPT_EXEC: 6,
  TEST_EXEC: 7,
  DB_OWNER: 10,
  TABLE_INSERT: 13,
  TABLE_UPDATE: 14,
  TABLE_DELETE: 15,
  DB_READ: 16,
  DB_WRITE: 17,
  DB_INSERT: 18,
  DB_UPDATE: 19,
  DB_DELETE: 20,
} as const

// These are about the node, not about an object of it.
const withoutObject: ReadonlySet<string> = new Set(['SCRIPT_EXEC', 'TEST_EXEC'])

interface PrivilegeFormProps {
  /** Users and groups. */
  readonly names: readonly string[]
  /** Whose privileges are looked at. */
  readonly name: string
  readonly onName: (name: string) => void
  readonly onChange: (name: string, ...args: readonly Argument[]) => Promise<boolean>
}

/** Grants, denies and revokes. */
export function PrivilegeForm({ names, name, onName, onChange }: PrivilegeFormProps) {
  const say = useSay()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const privilege = String(form.get('privilege')) as keyof typeof privileges
    const action = (event.nativeEvent as SubmitEvent).submitter?.getAttribute('value') ?? 'grant'
    const object = String(form.get('object')).trim() || '*'
    const args = [String(form.get('name')), privileges[privilege]]
    void onChange(action, ...args, ...(withoutObject.has(privilege) ? [] : [object]))
  }
  return (
    <form className="toolbar" aria-label={say('users.privileges')} onSubmit={submit}>
      <label className="field">
        <span>{say('users.name')}</span>
        <select className="input" name="name" value={name} onChange={event => onName(event.target.value)}>
          {names.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{say('users.privilege')}</span>
        <select className="input" name="privilege">
          {Object.keys(privileges).map(name => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{say('users.object')}</span>
        <input className="input" name="object" placeholder="dfs://db1/trades" />
      </label>
      {(['grant', 'deny', 'revoke'] as const).map(action => (
        <button key={action} type="submit" className="button" value={action}>
          {say(`users.${action}`)}
        </button>
      ))}
    </form>
  )
}

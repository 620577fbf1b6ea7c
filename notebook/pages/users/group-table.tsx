import type { FormEvent } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { DeleteButton } from './delete-button.tsx'

export interface Group {
  readonly name: string
  readonly members: readonly string[]
}

interface GroupTableProps {
  readonly groups: readonly Group[]
  readonly users: readonly string[]
  readonly onAdd: (user: string, group: string) => Promise<boolean>
  readonly onRemove: (user: string, group: string) => Promise<boolean>
  readonly onDelete: (group: string) => void
}

/** A row a group: its members come and go. */
export function GroupTable({ groups, users, onAdd, onRemove, onDelete }: GroupTableProps) {
  const say = useSay()
  if (groups.length === 0) return <p className="quiet-text">{say('users.noGroups')}</p>
  return (
    <table className="table" aria-label={say('users.groups')}>
      <thead>
        <tr>
          <th scope="col">{say('users.name')}</th>
          <th scope="col">{say('users.members')}</th>
          <td />
          <td />
        </tr>
      </thead>
      <tbody>
        {groups.map(({ name, members }) => {
          const others = users.filter(user => !members.includes(user))
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>
                {members.map(user => (
                  <span key={user}>
                    {user}
                    <button
                      type="button"
                      className="button quiet"
                      aria-label={say('users.removeMember', { user, group: name })}
                      onClick={() => void onRemove(user, name)}
                    >
                      ✕
                    </button>
                  </span>
                ))}
              </td>
              <td>{others.length > 0 && <NewMember group={name} users={others} onAdd={onAdd} />}</td>
              <td>
                <DeleteButton name={name} onDelete={onDelete} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface NewMemberProps extends Pick<GroupTableProps, 'users' | 'onAdd'> {
  readonly group: string
}

function NewMember({ group, users, onAdd }: NewMemberProps) {
  const say = useSay()
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void onAdd(String(new FormData(event.currentTarget).get('user')), group)
  }
  return (
    <form className="toolbar" onSubmit={submit}>
      <select className="input" name="user" aria-label={say('users.memberOf', { group })} translate="no">
        {users.map(user => (
          <option key={user}>{user}</option>
        ))}
      </select>
      <button type="submit" className="button">
        {say('button.add')}
      </button>
    </form>
  )
}

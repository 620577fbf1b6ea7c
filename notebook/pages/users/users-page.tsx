import { type FormEvent, useState } from 'react'
import { STRING } from '../../../src/values/data-type.ts'
import { vectorOfRaws } from '../../../src/values/vectors/build.ts'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { Argument, NodeSession } from '../../node/node-session.ts'
import { type Plain, plain, type Row, rowsOf } from '../../node/plain.ts'
import { Confirm } from '../../shell/dialog.tsx'
import { Failure } from '../../shell/failure.tsx'
import { DeleteButton } from './delete-button.tsx'
import { type Group, GroupTable } from './group-table.tsx'
import { OwnPassword } from './own-password.tsx'
import { PrivilegeForm } from './privilege-form.tsx'
import { PrivilegeOverview } from './privilege-overview.tsx'

const POLL = 10_000

const texts = (value: Plain) => (Array.isArray(value) ? value.map(String) : [])

async function ask(session: NodeSession) {
  const names = texts(plain(await session.call('getUserList')))
  const users = names.length === 0 ? [] : rowsOf(await session.call('getUserAccess', vector(names)))
  const groups: Group[] = []
  for (const name of texts(plain(await session.call('getGroupList'))))
    groups.push({ name, members: texts(plain(await session.call('getUsersByGroupId', name))) })
  return { users, groups }
}

const vector = (names: readonly string[]) => vectorOfRaws(STRING, [...names])

/** Users, groups and what they may. */
export default function UsersPage() {
  const say = useSay()
  const { session, user } = useNode()
  const { value, error, refresh } = usePolled(ask, POLL)
  const [told, setTold] = useState<string | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [deleting, setDeleting] = useState<{
    readonly is: 'deleteUser' | 'deleteGroup'
    readonly name: string
  } | null>(null)
  const perform = async (name: string, ...args: readonly Argument[]) => {
    try {
      await session.call(name, ...args)
      setTold(null)
      refresh()
      return true
    } catch (failure) {
      setTold((failure as Error).message)
      return false
    }
  }
  const failure = told ?? error
  const groups = value?.groups ?? []
  const users = value?.users.map(({ userId }) => String(userId)) ?? []
  const names = [...users, ...groups.map(({ name }) => name)]
  const looked = chosen ?? names[0] ?? ''
  return (
    <>
      <h1>{say('users.title')}</h1>
      <Failure message={failure} />
      <h2>{say('users.ownPassword', { user })}</h2>
      <OwnPassword />
      <h2>{say('users.users')}</h2>
      <UserTable
        users={value?.users ?? []}
        onPassword={(user, password) => perform('resetPwd', user, password)}
        onDelete={name => setDeleting({ is: 'deleteUser', name })}
      />
      <NameForm
        title={say('users.addUser')}
        withPassword
        onAdd={(name, password) => perform('createUser', name, password)}
      />
      <h2>{say('users.groups')}</h2>
      <GroupTable
        groups={groups}
        users={users}
        onAdd={(user, group) => perform('addGroupMember', user, group)}
        onRemove={(user, group) => perform('deleteGroupMember', user, group)}
        onDelete={name => setDeleting({ is: 'deleteGroup', name })}
      />
      <NameForm title={say('users.addGroup')} onAdd={name => perform('createGroup', name)} />
      {looked !== '' && (
        <>
          <h2>{say('users.privileges')}</h2>
          <PrivilegeForm names={names} name={looked} onName={setChosen} onChange={perform} />
          <PrivilegeOverview name={looked} isGroup={groups.some(({ name }) => name === looked)} />
        </>
      )}
      {deleting !== null && (
        <Confirm
          question={say('users.confirmDelete', { user: deleting.name })}
          action={say('button.delete')}
          onConfirm={() => void perform(deleting.is, deleting.name)}
          onClose={() => setDeleting(null)}
        />
      )}
    </>
  )
}

interface UserTableProps {
  readonly users: readonly Row[]
  readonly onPassword: (user: string, password: string) => Promise<boolean>
  readonly onDelete: (user: string) => void
}

function UserTable({ users, onPassword, onDelete }: UserTableProps) {
  const say = useSay()
  const submit = async (event: FormEvent<HTMLFormElement>, user: string) => {
    event.preventDefault()
    const form = event.currentTarget
    if (await onPassword(user, String(new FormData(form).get('password')))) form.reset()
  }
  if (users.length === 0) return <p className="quiet-text">{say('users.none')}</p>
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{say('users.name')}</th>
          <th scope="col">{say('users.groups')}</th>
          <th scope="col">{say('users.newPassword')}</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {users.map(({ userId, groups, isAdmin }) => {
          const user = String(userId)
          return (
            <tr key={user}>
              <th scope="row">
                {user}
                {isAdmin === true && <span className="quiet-text"> {say('users.admin')}</span>}
              </th>
              <td>{groups === null ? '' : String(groups)}</td>
              <td>
                <form onSubmit={event => void submit(event, user)}>
                  <input
                    className="input"
                    type="password"
                    name="password"
                    autoComplete="new-password"
                    aria-label={say('users.changePassword', { user })}
                    required
                  />{' '}
                  <button type="submit" className="button">
                    {say('button.save')}
                  </button>
                </form>
              </td>
              <td>
                <DeleteButton name={user} onDelete={onDelete} />
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

interface NameFormProps {
  readonly title: string
  readonly withPassword?: boolean
  readonly onAdd: (name: string, password: string) => Promise<boolean>
}

function NameForm({ title, withPassword = false, onAdd }: NameFormProps) {
  const say = useSay()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    if (await onAdd(String(form.get('name')).trim(), String(form.get('password') ?? ''))) element.reset()
  }
  return (
    <form className="toolbar" aria-label={title} onSubmit={event => void submit(event)}>
      <label className="field">
        <span>{say('users.name')}</span>
        <input className="input" name="name" autoComplete="off" required />
      </label>
      {withPassword && (
        <label className="field">
          <span>{say('users.password')}</span>
          <input className="input" name="password" type="password" autoComplete="new-password" required />
        </label>
      )}
      <button type="submit" className="button">
        {title}
      </button>
    </form>
  )
}

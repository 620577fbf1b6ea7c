import { type FormEvent, useState } from 'react'
import { useLanguage } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'

/** Changes the password of whoever looks at the page, who stays logged in. */
export function OwnPassword() {
  const { say, told: inWords } = useLanguage()
  const { session, user, login } = useNode()
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const fresh = String(form.get('new'))
    try {
      await session.call('changePwd', String(form.get('old')), fresh)
      // The ticket of the old one is no longer good.
      await login(user, fresh)
      setTold({ text: say('users.passwordChanged'), bad: false })
      element.reset()
    } catch (error) {
      setTold({ text: inWords((error as Error).message), bad: true })
    }
  }
  return (
    <form className="toolbar" aria-label={say('users.ownPassword', { user })} onSubmit={submit}>
      <label className="field">
        <span>{say('users.oldPassword')}</span>
        <input className="input" type="password" name="old" autoComplete="current-password" required />
      </label>
      <label className="field">
        <span>{say('users.newPassword')}</span>
        <input className="input" type="password" name="new" autoComplete="new-password" required />
      </label>
      <button type="submit" className="button">
        {say('users.change')}
      </button>
      {told && (
        <p className={told.bad ? 'notice bad' : 'notice'} role={told.bad ? 'alert' : 'status'}>
          {told.text}
        </p>
      )}
    </form>
  )
}

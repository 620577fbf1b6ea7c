import { type FormEvent, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { Failure } from '../../shell/failure.tsx'
import './login.css'

/** Asks for user and password, in place of the page that needs them. */
export function LoginPage() {
  const say = useSay()
  const { alias, login } = useNode()
  const [failed, setFailed] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      await login(String(form.get('user')), String(form.get('password')))
    } catch (error) {
      setFailed((error as Error).message)
    }
  }
  return (
    <form className="login panel" onSubmit={submit}>
      <h1>{say('login.title', { site: alias })}</h1>
      <p className="quiet-text">{say('login.explain')}</p>
      <label className="field">
        <span>{say('login.user')}</span>
        <input className="input" name="user" autoComplete="username" required />
      </label>
      <label className="field">
        <span>{say('login.password')}</span>
        <input className="input" name="password" type="password" autoComplete="current-password" required />
      </label>
      <Failure message={failed} />
      <button className="button primary" type="submit">
        {say('login.submit')}
      </button>
    </form>
  )
}

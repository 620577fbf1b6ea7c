import { useEffect, useState } from 'react'
import { useSay } from '../language/language-context.tsx'
import type { NodeView } from '../node/node-context.tsx'
import { plain } from '../node/plain.ts'
import { addressOf } from './route.ts'

// Somebody may change it on this page or on another.
const LOOK_AGAIN = 5000

/** Warns whoever is logged in, on every page, as long as the administrator's password is the one that everybody knows. */
export function DefaultPassword({ node }: { readonly node: NodeView }) {
  const say = useSay()
  const { session, user } = node
  const [known, setKnown] = useState(false)
  useEffect(() => {
    if (user === 'guest') return setKnown(false)
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const look = async () => {
      const answer = plain(await session.call('isDefaultPassword')) === true
      if (ended) return
      setKnown(answer)
      // Once it is changed there is nothing more to say.
      if (answer) timer = setTimeout(() => look().catch(() => {}), LOOK_AGAIN)
    }
    look().catch(() => {})
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [session, user])
  if (!known) return null
  return (
    <aside className="notice warn banner" aria-label={say('app.defaultPasswordLabel')}>
      {say('app.defaultPassword')} <a href={addressOf('users')}>{say('nav.users')}</a>
    </aside>
  )
}

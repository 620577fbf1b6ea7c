import { type FormEvent, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'

/** What `addNode` does: puts a data node into the list of nodes. It is there then, stopped. */
export function AddNode({ onAdded }: { readonly onAdded: () => void }) {
  const say = useSay()
  const { session } = useNode()
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const alias = String(form.get('alias')).trim()
    try {
      await session.call('addNode', String(form.get('host')).trim(), Number(form.get('port')), alias)
      setTold({ text: say('cluster.added', { alias }), bad: false })
      element.reset()
      onAdded()
    } catch (error) {
      setTold({ text: (error as Error).message, bad: true })
    }
  }
  return (
    <section>
      <h2>{say('cluster.addNode')}</h2>
      <form className="toolbar" onSubmit={add}>
        <label className="field">
          <span>{say('cluster.host')}</span>
          <input className="input" name="host" required />
        </label>
        <label className="field">
          <span>{say('cluster.port')}</span>
          <input className="input" name="port" type="number" min="1" max="65535" required />
        </label>
        <label className="field">
          <span>{say('cluster.alias')}</span>
          <input className="input" name="alias" required pattern="[A-Za-z][A-Za-z0-9_]*" />
        </label>
        <button type="submit" className="button">
          {say('button.add')}
        </button>
      </form>
      {told && (
        <p className={told.bad ? 'notice bad' : 'notice'} role="status">
          {told.text}
        </p>
      )}
    </section>
  )
}

import { type FormEvent, useState } from 'react'
import { useLanguage } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'

const types = ['datanode', 'computenode', 'agent'] as const
type Type = (typeof types)[number]

/** What `addNode` does: puts a node into the list of nodes. It is there then, stopped. Agents are added the same way. */
export function AddNode({ onAdded }: { readonly onAdded: () => void }) {
  const { say, told: inWords } = useLanguage()
  const { session } = useNode()
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const element = event.currentTarget
    const form = new FormData(element)
    const text = (name: string) => String(form.get(name)).trim()
    const [alias, type] = [text('alias'), text('type') as Type]
    try {
      await add(session, type, text('host'), Number(text('port')), alias)
      setTold({ text: say(type === 'agent' ? 'cluster.addedAgent' : 'cluster.added', { alias }), bad: false })
      element.reset()
      onAdded()
    } catch (error) {
      setTold({ text: inWords((error as Error).message), bad: true })
    }
  }
  return (
    <section>
      <h2>{say('cluster.addNode')}</h2>
      <form className="toolbar" aria-label={say('cluster.addNode')} onSubmit={submit}>
        <label className="field">
          <span>{say('cluster.role')}</span>
          <select className="input" name="type">
            {types.map(type => (
              <option key={type} value={type}>
                {say(`role.${type}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{say('cluster.host')}</span>
          <input className="input" name="host" required />
        </label>
        <label className="field">
          <span>{say('cluster.port')}</span>
          <input className="input port" name="port" type="number" min="1" max="65535" required />
        </label>
        <label className="field">
          <span>{say('cluster.alias')}</span>
          <input className="input" name="alias" required pattern="[\w.\-]+" />
        </label>
        <button type="submit" className="button">
          {say('button.add')}
        </button>
      </form>
      {told && (
        <p className={told.bad ? 'notice bad' : 'notice'} role={told.bad ? 'alert' : 'status'}>
          {told.text}
        </p>
      )}
    </section>
  )
}

async function add(session: NodeSession, type: Type, host: string, port: number, alias: string) {
  if (type === 'agent') await session.call('addAgentToController', host, port, alias)
  else await session.call('addNode', host, port, alias, true, type)
}

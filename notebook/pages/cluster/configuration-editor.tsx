import { useEffect, useState } from 'react'
import { vectorOfRaws } from '../../../src/values/build.ts'
import { STRING } from '../../../src/values/data-type.ts'
import type { TextName } from '../../language/english.ts'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { plain } from '../../node/plain.ts'

interface File {
  readonly title: TextName
  readonly file: string
  readonly load: string
  readonly save: string
}

const files: readonly File[] = [
  {
    title: 'cluster.controllerConfig',
    file: 'controller.cfg',
    load: 'loadControllerConfigs',
    save: 'saveControllerConfigs',
  },
  {
    title: 'cluster.nodesConfig',
    file: 'cluster.cfg',
    load: 'loadClusterNodesConfigs',
    save: 'saveClusterNodesConfigs',
  },
  { title: 'cluster.nodeList', file: 'cluster.nodes', load: 'getClusterNodesCfg', save: 'saveClusterNodes' },
]

/** The configuration that the Raft group keeps, a file at a time. */
export function ConfigurationEditor() {
  return (
    <>
      {files.map(each => (
        <ConfigurationFile key={each.file} {...each} />
      ))}
    </>
  )
}

function ConfigurationFile({ title, file, load, save }: File) {
  const say = useSay()
  const { session } = useNode()
  const [text, setText] = useState<string | null>(null)
  const [told, setTold] = useState<{ readonly text: string; readonly bad: boolean } | null>(null)
  useEffect(() => {
    session.call(load).then(
      value => {
        const lines = plain(value)
        setText(Array.isArray(lines) ? lines.join('\n') : '')
      },
      error => setTold({ text: (error as Error).message, bad: true }),
    )
  }, [session, load])
  const store = async () => {
    const lines = (text ?? '').split('\n').filter(line => line.trim() !== '')
    try {
      await session.call(save, vectorOfRaws(STRING, lines))
      setTold({ text: say('cluster.configSaved'), bad: false })
    } catch (error) {
      setTold({ text: (error as Error).message, bad: true })
    }
  }
  return (
    <details className="configuration">
      <summary>{say(title)}</summary>
      <textarea
        className="input mono"
        aria-label={say('cluster.configLabel', { file })}
        rows={Math.max(4, (text ?? '').split('\n').length + 1)}
        value={text ?? ''}
        onChange={event => setText(event.target.value)}
      />
      <button type="button" className="button" disabled={text === null} onClick={() => void store()}>
        {say('button.save')}
      </button>
      {told && (
        <p className={told.bad ? 'notice bad' : 'notice'} role="status">
          {told.text}
        </p>
      )}
    </details>
  )
}

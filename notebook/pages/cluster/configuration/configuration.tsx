import { type ReactNode, useEffect, useState } from 'react'
import type { TextName } from '../../../language/english.ts'
import { useLanguage, useSay } from '../../../language/language-context.tsx'
import { useNode } from '../../../node/node-context.tsx'
import { type ClusterNode, isStartable } from '../cluster-node.ts'
import { NodesForm } from './nodes-form.tsx'
import { type Catalogue, catalogueOf } from './parameter-catalogue.ts'
import { SettingsForm } from './settings-form.tsx'

interface ConfigurationProps {
  readonly nodes: readonly ClusterNode[]
  /** After the list of nodes was changed. */
  readonly onNodes: () => void
}

/** The configuration that the group of controllers keeps, a form a file. */
export function Configuration({ nodes, onNodes }: ConfigurationProps) {
  const { say, language } = useLanguage()
  const { session } = useNode()
  const [catalogue, setCatalogue] = useState<Catalogue | null>(null)
  useEffect(() => {
    let ended = false
    catalogueOf(session, language).then(
      known => !ended && setCatalogue(known),
      () => !ended && setCatalogue(new Map()),
    )
    return () => {
      ended = true
    }
  }, [session, language])
  const aliases = nodes.filter(isStartable).map(({ alias }) => alias)
  if (!catalogue) return null
  return (
    <>
      <h2>{say('config.title')}</h2>
      <p className="quiet-text">{say('config.explain')}</p>
      <Part title="config.controllers" file="controller.cfg">
        <SettingsForm file="controller.cfg" catalogue={catalogue} nodes={null} />
      </Part>
      <Part title="config.nodes" file="cluster.cfg">
        <SettingsForm file="cluster.cfg" catalogue={catalogue} nodes={aliases} />
      </Part>
      <Part title="config.list" file="cluster.nodes">
        <NodesForm onSaved={onNodes} />
      </Part>
    </>
  )
}

interface PartProps {
  readonly title: TextName
  readonly file: string
  readonly children: ReactNode
}

/** A form that is there when it is opened, and read anew each time. */
function Part({ title, file, children }: PartProps) {
  const say = useSay()
  const [open, setOpen] = useState(false)
  return (
    <details className="configuration panel" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        {say(title)} <span className="mono quiet-text">{file}</span>
      </summary>
      {open && children}
    </details>
  )
}

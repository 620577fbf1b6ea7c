import { useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { usePolled } from '../../node/node-context.tsx'
import { addressOf, useRoute } from '../../shell/route.ts'
import { databasesOf } from './dfs.ts'
import { TableView } from './table-view.tsx'
import './explorer.css'

const POLL = 5000

/** Databases, their tables, and where the partitions of each lie. */
export default function ExplorerPage() {
  const say = useSay()
  const { rest } = useRoute()
  const { value: databases, error, refresh } = usePolled(databasesOf, POLL)
  const [told, setTold] = useState('')
  // A table is named as getClusterDFSTables does.
  const at = rest.lastIndexOf('/')
  const [path, name] = at > 'dfs://'.length ? [rest.slice(0, at), rest.slice(at + 1)] : ['', '']
  return (
    <div className="explorer">
      <nav className="panel tree" aria-label={say('explorer.databases')}>
        <h1>{say('explorer.title')}</h1>
        {error !== null && <p className="notice bad">{error}</p>}
        {databases?.length === 0 && <p className="quiet-text">{say('explorer.none')}</p>}
        <ul>
          {databases?.map(database => (
            <li key={database.path}>
              <span className="mono">{database.path}</span>
              <ul>
                {database.tables.map(table => (
                  <li key={table}>
                    <a
                      href={addressOf('explorer', `${database.path}/${table}`)}
                      aria-current={database.path === path && table === name ? 'page' : undefined}
                    >
                      {table}
                    </a>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </nav>
      <div className="explorer-main">
        <p role="status">{told}</p>
        {name === '' ? (
          <p className="quiet-text">{say('explorer.choose')}</p>
        ) : (
          <TableView
            key={rest}
            path={path}
            name={name}
            onDropped={() => {
              setTold(`${path}/${name} ✕`)
              location.hash = addressOf('explorer')
              refresh()
            }}
          />
        )}
      </div>
    </div>
  )
}

import { useCallback, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { addressOf, useRoute } from '../../shell/route.ts'
import { type Chunk, chunksOf, heldChunksOf } from './chunks.ts'
import { DatabaseView } from './database-view.tsx'
import { type DatabaseEntry, databasesOf } from './dfs.ts'
import { PartitionTree } from './partition-tree.tsx'
import { TableView } from './table-view.tsx'
import './explorer.css'
import { Failure } from '../../shell/failure.tsx'

const POLL = 4000
const none: readonly Chunk[] = []

/** Databases, their tables, and where the partitions of each lie. */
export default function ExplorerPage() {
  const say = useSay()
  const { rest } = useRoute()
  const { role } = useNode()
  const { value: databases, error, refresh } = usePolled(databasesOf, POLL)
  const [told, setTold] = useState('')
  const [chosen, setChosen] = useState<Chunk | null>(null)
  // A table is named as getClusterDFSTables does.
  const at = rest.lastIndexOf('/')
  // A path that two things have is the table's.
  const isTable = (path: string, name: string) =>
    databases?.some(each => each.path === path && each.tables.includes(name)) ?? false
  const database = databases?.find(each => each.path === rest)
  const [path, name] =
    at > 'dfs://'.length && (!database || isTable(rest.slice(0, at), rest.slice(at + 1)))
      ? [rest.slice(0, at), rest.slice(at + 1)]
      : ['', '']
  const dropped = (what: string) => {
    setTold(say('explorer.dropped', { table: what }))
    location.hash = addressOf('explorer')
    refresh()
  }
  const askChunks = useCallback(
    async (session: NodeSession) => {
      if (name === '') return { of: rest, chunks: none }
      const chunks = await (role === 'single' ? heldChunksOf : chunksOf)(session, path, name)
      return { of: rest, chunks }
    },
    [role, rest, path, name],
  )
  const polled = usePolled(askChunks, POLL)
  // What was asked of another table doesn't count.
  const chunks = polled.value?.of === rest ? polled.value.chunks : none
  const partition = chunks.find(({ id }) => id === chosen?.id) ?? null
  return (
    <div className="explorer">
      <nav className="panel tree" aria-label={say('explorer.databases')}>
        <h1>{say('explorer.title')}</h1>
        <Failure message={error} />
        {databases?.length === 0 && <p className="quiet-text">{say('explorer.none')}</p>}
        <DatabaseTree databases={databases ?? []} shown={rest}>
          <PartitionTree chunks={chunks} chosen={partition?.id ?? null} onChoose={setChosen} />
        </DatabaseTree>
      </nav>
      <div className="explorer-main">
        <p role="status">{told}</p>
        {name === '' && !database && <p className="quiet-text">{say('explorer.choose')}</p>}
        {name === '' && database && (
          <DatabaseView key={rest} database={database} onDropped={() => dropped(rest)} />
        )}
        {name !== '' && (
          <TableView
            key={rest}
            path={path}
            name={name}
            chunks={chunks}
            failed={polled.error}
            partition={partition}
            onChoose={setChosen}
            onDropped={() => dropped(rest)}
          />
        )}
      </div>
    </div>
  )
}

interface DatabaseTreeProps {
  readonly databases: readonly DatabaseEntry[]
  /** The table that is shown, by its path. */
  readonly shown: string
  /** What stands below it. */
  readonly children: React.ReactNode
}

function DatabaseTree({ databases, shown, children }: DatabaseTreeProps) {
  return (
    <ul>
      {databases.map(database => (
        <li key={database.path}>
          <a
            className="mono"
            href={addressOf('explorer', database.path)}
            aria-current={shown === database.path ? 'page' : undefined}
          >
            {database.path}
          </a>
          <ul>
            {database.tables.map(table => {
              const isShown = shown === `${database.path}/${table}`
              return (
                <li key={table}>
                  <a
                    href={addressOf('explorer', `${database.path}/${table}`)}
                    aria-current={isShown ? 'page' : undefined}
                  >
                    {table}
                  </a>
                  {isShown && children}
                </li>
              )
            })}
          </ul>
        </li>
      ))}
    </ul>
  )
}

import { useEffect, useState } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { Confirm } from '../../shell/dialog.tsx'
import { Failure } from '../../shell/failure.tsx'
import { addressOf } from '../../shell/route.ts'
import { type DatabaseDetails, type DatabaseEntry, databaseDetailsOf } from './dfs.ts'

interface DatabaseViewProps {
  readonly database: DatabaseEntry
  readonly onDropped: () => void
}

/** One database: how it is partitioned, its tables; and its end. */
export function DatabaseView({ database, onDropped }: DatabaseViewProps) {
  const say = useSay()
  const { session } = useNode()
  const { path, tables } = database
  const [details, setDetails] = useState<DatabaseDetails | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [dropping, setDropping] = useState(false)
  useEffect(() => {
    databaseDetailsOf(session, path).then(setDetails, error => setWrong((error as Error).message))
  }, [session, path])
  const drop = () =>
    session
      .run(`dropDatabase(${JSON.stringify(path)})`)
      .then(onDropped, error => setWrong((error as Error).message))
  return (
    <>
      <h2 className="mono">{path}</h2>
      <Failure message={wrong} />
      {details && <Scheme details={details} />}
      <h2>{say('explorer.tables')}</h2>
      {tables.length === 0 ? (
        <p className="quiet-text">{say('explorer.noTables')}</p>
      ) : (
        <ul className="tables" translate="no">
          {tables.map(table => (
            <li key={table}>
              <a href={addressOf('explorer', `${path}/${table}`)}>{table}</a>
            </li>
          ))}
        </ul>
      )}
      <p>
        <button type="button" className="button danger" onClick={() => setDropping(true)}>
          {say('explorer.dropDatabase')}
        </button>
      </p>
      {dropping && (
        <Confirm
          question={
            tables.length === 0
              ? say('explorer.confirmDropEmpty', { database: path })
              : say('explorer.confirmDropDatabase', {
                  database: path,
                  count: tables.length,
                  tables: tables.join(', '),
                })
          }
          action={say('button.drop')}
          onConfirm={() => void drop()}
          onClose={() => setDropping(false)}
        />
      )}
    </>
  )
}

/** A row for each level of partitions. */
function Scheme({ details }: { readonly details: DatabaseDetails }) {
  const say = useSay()
  const { kinds, schemes, engine, atomic, owner } = details
  return (
    <>
      <p>
        {say('explorer.engine', { engine })} {say('explorer.atomic', { atomic })}{' '}
        {owner !== '' && say('explorer.owner', { owner })}
      </p>
      <h2>{say('explorer.scheme')}</h2>
      <table className="table narrow">
        <thead>
          <tr>
            <th scope="col">{say('explorer.kind')}</th>
            <th scope="col">{say('explorer.bounds')}</th>
          </tr>
        </thead>
        <tbody>
          {kinds.map((kind, level) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a level is its place.
            <tr key={level}>
              <th scope="row" className="mono">
                {kind}
              </th>
              <td className="mono scheme">{schemes[level]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

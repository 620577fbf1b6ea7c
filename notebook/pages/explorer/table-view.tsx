import { useCallback, useEffect, useState } from 'react'
import type { FetchRows } from '../../grid/row-pages.ts'
import { TableGrid } from '../../grid/table-grid.tsx'
import { useSay } from '../../language/language-context.tsx'
import { useNode, usePolled } from '../../node/node-context.tsx'
import type { NodeSession } from '../../node/node-session.ts'
import { Confirm } from '../../shell/dialog.tsx'
import { ChunkList } from './chunk-list.tsx'
import { chunksOf, detailsOf, heldChunksOf, type TableDetails } from './dfs.ts'

const POLL = 5000

interface TableViewProps {
  readonly path: string
  readonly name: string
  readonly onDropped: () => void
}

/** One table: columns, partitions, first rows; and its end. */
export function TableView({ path, name, onDropped }: TableViewProps) {
  const say = useSay()
  const { session, role, alias } = useNode()
  const [details, setDetails] = useState<TableDetails | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [dropping, setDropping] = useState(false)
  const ask = useCallback(
    (asked: NodeSession) =>
      role === 'single' ? heldChunksOf(asked, alias, path, name) : chunksOf(asked, path),
    [role, alias, path, name],
  )
  const chunks = usePolled(ask, POLL)
  useEffect(() => {
    detailsOf(session, path, name).then(setDetails, error => setFailed((error as Error).message))
  }, [session, path, name])
  const drop = () =>
    session
      .run(`dropTable(database(${JSON.stringify(path)}), ${JSON.stringify(name)})`)
      .then(onDropped, error => setFailed((error as Error).message))
  return (
    <>
      <h2 className="mono">
        {path}/{name}
      </h2>
      {failed !== null && (
        <p className="notice bad" role="alert">
          {failed}
        </p>
      )}
      {details && <Definition details={details} />}
      <h2>{say('explorer.partitions')}</h2>
      {chunks.error !== null && <p className="notice bad">{chunks.error}</p>}
      <ChunkList chunks={chunks.value ?? []} />
      {details && <Preview details={details} />}
      <p>
        <button type="button" className="button danger" onClick={() => setDropping(true)}>
          {say('explorer.dropTable')}
        </button>
      </p>
      {dropping && (
        <Confirm
          question={say('explorer.confirmDrop', { table: name, database: path })}
          action={say('button.drop')}
          onConfirm={() => void drop()}
          onClose={() => setDropping(false)}
        />
      )}
    </>
  )
}

function Definition({ details }: { readonly details: TableDetails }) {
  const say = useSay()
  const { columns, partitionColumns, partitionKinds } = details
  return (
    <>
      <p>
        {partitionColumns.length === 0
          ? say('explorer.dimension')
          : say('explorer.partitionedBy', {
              columns: partitionColumns.join(', '),
              kinds: partitionKinds.join(', '),
            })}
      </p>
      <h2>{say('explorer.columns')}</h2>
      <table className="table narrow">
        <thead>
          <tr>
            <th scope="col">{say('explorer.column')}</th>
            <th scope="col">{say('explorer.type')}</th>
            <th scope="col">{say('explorer.comment')}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, typeString, comment }) => (
            <tr key={String(name)}>
              <th scope="row" className="mono">
                {String(name)}
              </th>
              <td>{String(typeString)}</td>
              <td>{comment === null ? '' : String(comment)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Preview({ details }: { readonly details: TableDetails }) {
  const say = useSay()
  const { head, rows } = details
  const fetchRows = useCallback<FetchRows>(
    async (from, to) => ({ rows: head.slice(from, Math.min(to, head.rows)), total: head.rows }),
    [head],
  )
  return (
    <>
      <h2>
        {say('explorer.preview')} <span className="quiet-text">({rows.toLocaleString()})</span>
      </h2>
      <TableGrid head={head} total={head.rows} fetchRows={fetchRows} plain />
    </>
  )
}

import { useCallback, useEffect, useState } from 'react'
import type { Table } from '../../../src/values/forms/table.ts'
import type { FetchRows } from '../../grid/row-pages.ts'
import { TableGrid } from '../../grid/table-grid.tsx'
import { useSay } from '../../language/language-context.tsx'
import { useNode } from '../../node/node-context.tsx'
import { Confirm } from '../../shell/dialog.tsx'
import { Failure } from '../../shell/failure.tsx'
import { ChunkList } from './chunk-list.tsx'
import { ChunkMap } from './chunk-map.tsx'
import type { Chunk } from './chunks.ts'
import { detailsOf, partitionRows, type TableDetails } from './dfs.ts'
import { Definition } from './table-definition.tsx'

// Rows that are asked for to tell names, types and widths.
const HEAD = 200

interface TableViewProps {
  readonly path: string
  readonly name: string
  readonly chunks: readonly Chunk[]
  /** Why the chunks aren't known. */
  readonly failed: string | null
  /** The one whose rows are shown; null: the table's first. */
  readonly partition: Chunk | null
  readonly onChoose: (chunk: Chunk | null) => void
  readonly onDropped: () => void
}

/** One table: columns, partitions, where they lie, first rows; and its end. */
export function TableView({ path, name, chunks, failed, partition, onChoose, onDropped }: TableViewProps) {
  const say = useSay()
  const { session } = useNode()
  const [details, setDetails] = useState<TableDetails | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const [dropping, setDropping] = useState(false)
  useEffect(() => {
    detailsOf(session, path, name).then(setDetails, error => setWrong((error as Error).message))
  }, [session, path, name])
  const drop = () =>
    session
      .run(`dropTable(database(${JSON.stringify(path)}), ${JSON.stringify(name)})`)
      .then(onDropped, error => setWrong((error as Error).message))
  return (
    <>
      <h2 className="mono">
        {path}/{name}
      </h2>
      <Failure message={wrong} />
      {details && <Definition details={details} />}
      <h2>{say('explorer.partitions')}</h2>
      <Failure message={failed} />
      <ChunkList chunks={chunks} chosen={partition?.id ?? null} onChoose={onChoose} />
      <h2>{say('explorer.map')}</h2>
      <ChunkMap chunks={chunks} />
      {partition ? (
        <PartitionRows path={path} name={name} chunk={partition} onClose={() => onChoose(null)} />
      ) : (
        details && <FirstRows details={details} />
      )}
      <p>
        <button type="button" className="button danger" onClick={() => setDropping(true)}>
          {say('explorer.dropTable')}
        </button>
      </p>
      {dropping && (
        <Confirm
          question={say('explorer.confirmDrop', {
            table: name,
            database: path,
            rows: (details?.rows ?? 0).toLocaleString(),
            chunks: chunks.length,
          })}
          action={say('button.drop')}
          onConfirm={() => void drop()}
          onClose={() => setDropping(false)}
        />
      )}
    </>
  )
}

function FirstRows({ details }: { readonly details: TableDetails }) {
  const say = useSay()
  return (
    <>
      <h2>
        {say('explorer.preview')} <span className="quiet-text">({details.rows.toLocaleString()})</span>
      </h2>
      <Rows rows={details.head} />
    </>
  )
}

interface PartitionRowsProps {
  readonly path: string
  readonly name: string
  readonly chunk: Chunk
  readonly onClose: () => void
}

/** The rows of one partition, fetched as they are looked at. */
function PartitionRows({ path, name, chunk, onClose }: PartitionRowsProps) {
  const say = useSay()
  const { session } = useNode()
  const [head, setHead] = useState<Table | null>(null)
  const [wrong, setWrong] = useState<string | null>(null)
  const { id, version, rows: total } = chunk
  const fetchRows = useCallback<FetchRows>(
    async (from, to) => {
      const rows = await partitionRows(session, { path, name, chunk: id }, from, to)
      return { rows, total: total ?? from + rows.rows }
    },
    [session, path, name, id, total],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version has other rows.
  useEffect(() => {
    partitionRows(session, { path, name, chunk: id }, 0, HEAD).then(setHead, error =>
      setWrong((error as Error).message),
    )
  }, [session, path, name, id, version])
  return (
    <>
      <h2>
        {say('explorer.rowsOf', { partition: chunk.partition || say('explorer.wholeTable') })}{' '}
        {total !== null && <span className="quiet-text">({total.toLocaleString()})</span>}{' '}
        <button type="button" className="button" onClick={onClose}>
          {say('explorer.preview')}
        </button>
      </h2>
      <Failure message={wrong} />
      {head && <TableGrid head={head} total={total ?? head.rows} fetchRows={fetchRows} plain />}
    </>
  )
}

function Rows({ rows }: { readonly rows: Table }) {
  const fetchRows = useCallback<FetchRows>(
    async (from, to) => ({ rows: rows.slice(from, Math.min(to, rows.rows)), total: rows.rows }),
    [rows],
  )
  return <TableGrid head={rows} total={rows.rows} fetchRows={fetchRows} plain />
}

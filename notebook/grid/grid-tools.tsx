import { type FormEvent, useState } from 'react'
import { useSay } from '../language/language-context.tsx'
import { type FetchFile, type FetchRows, type FileFormat, fileFormats, type RowPages } from './row-pages.ts'
import { csvOf, saveFile, tabbed } from './table-text.ts'

// Who copies more wants a file.
const MOST_COPIED = 10_000
const AT_ONCE = 50_000

const formatNames: Readonly<Record<FileFormat, string>> = { parquet: 'Parquet', arrow: 'Arrow' }

interface GridToolsProps {
  readonly pages: RowPages
  readonly names: readonly string[]
  readonly fetchRows: FetchRows
  readonly fetchFile: FetchFile | null
  readonly onFilter: (filter: string) => void
}

/** Filter, copy and export of a grid's rows. */
export function GridTools({ pages, names, fetchRows, fetchFile, onFilter }: GridToolsProps) {
  const say = useSay()
  const [told, setTold] = useState('')
  const filter = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    onFilter(String(new FormData(event.currentTarget).get('filter')).trim())
  }
  const copy = async () => {
    const { rows } = await fetchRows(0, Math.min(pages.total, MOST_COPIED), pages.view)
    await navigator.clipboard.writeText(tabbed(rows))
    setTold(say('grid.copied', { rows: rows.rows }))
  }
  return (
    <div className="grid-tools">
      <span className="quiet-text">
        {say('grid.rows', { rows: pages.total.toLocaleString(), columns: names.length })}
      </span>
      <form onSubmit={filter}>
        <input
          className="input"
          name="filter"
          aria-label={say('grid.filterLabel')}
          placeholder={say('grid.filter')}
        />
      </form>
      <button type="button" className="button quiet" onClick={() => void copy()}>
        {say('grid.copy')}
      </button>
      <ExportButtons pages={pages} fetchRows={fetchRows} fetchFile={fetchFile} onTold={setTold} />
      <span role="status" className="quiet-text">
        {told}
      </span>
    </div>
  )
}

interface ExportButtonsProps extends Pick<GridToolsProps, 'pages' | 'fetchRows' | 'fetchFile'> {
  /** How far it is, or why there is no file. */
  readonly onTold: (text: string) => void
}

/** Files of all rows of the view: CSV is made here, the others by the node. */
function ExportButtons({ pages, fetchRows, fetchFile, onTold }: ExportButtonsProps) {
  const say = useSay()
  // Says that it is made, and why it couldn't be.
  const save = async (name: string, type: string, parts: () => Promise<readonly BlobPart[]>) => {
    onTold(say('grid.exporting', { file: name }))
    try {
      saveFile(name, type, await parts())
      onTold('')
    } catch (error) {
      onTold((error as Error).message)
    }
  }
  const csv = async () => {
    const parts: string[] = []
    for (let from = 0; from < pages.total || from === 0; from += AT_ONCE) {
      const { rows } = await fetchRows(from, from + AT_ONCE, pages.view)
      parts.push(csvOf(rows, from === 0))
    }
    return parts
  }
  const file = (format: FileFormat) =>
    save(`result.${format}`, 'application/octet-stream', async () => [await fetchFile!(format, pages.view)])
  return (
    <>
      <button
        type="button"
        className="button quiet"
        aria-label={say('grid.exportLabel', { format: 'CSV' })}
        onClick={() => void save('result.csv', 'text/csv', csv)}
      >
        CSV
      </button>
      {fetchFile &&
        fileFormats.map(format => (
          <button
            key={format}
            type="button"
            className="button quiet"
            aria-label={say('grid.exportLabel', { format: formatNames[format] })}
            onClick={() => void file(format)}
          >
            {formatNames[format]}
          </button>
        ))}
    </>
  )
}

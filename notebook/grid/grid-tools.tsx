import { type FormEvent, type ReactNode, useState } from 'react'
import { useLanguage, useSay } from '../language/language-context.tsx'
import { type FetchFile, type FetchRows, type FileFormat, fileFormats, type RowPages } from './row-pages.ts'
import { saveFile, tabbed } from './table-text.ts'

// Who copies more wants a file.
const MOST_COPIED = 10_000
const AT_ONCE = 250_000
const ALL = 2 ** 31 - 1

const formatNames: Readonly<Record<FileFormat, string>> = { csv: 'CSV', parquet: 'Parquet', arrow: 'Arrow' }
const fileName = (format: FileFormat) => `result.${format}`

interface GridToolsProps {
  readonly pages: RowPages
  readonly names: readonly string[]
  readonly fetchRows: FetchRows
  readonly fetchFile: FetchFile | null
  readonly onFilter: (filter: string) => void
  /** What else is done with the result. */
  readonly children?: ReactNode
}

/** Filter, copy and export of a grid's rows. */
export function GridTools({ pages, names, fetchRows, fetchFile, onFilter, children }: GridToolsProps) {
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
      {children}
      <button type="button" className="button quiet" onClick={() => void copy()}>
        {say('grid.copy')}
      </button>
      {fetchFile && <ExportButtons pages={pages} fetchFile={fetchFile} onTold={setTold} />}
      <span role="status" className="quiet-text">
        {told}
      </span>
    </div>
  )
}

interface ExportButtonsProps extends Pick<GridToolsProps, 'pages'> {
  readonly fetchFile: FetchFile
  /** How far it is, or why there is no file. */
  readonly onTold: (text: string) => void
}

/** Files of all rows of the view, made by the node; of CSV in pieces, since it may be larger than one answer. */
function ExportButtons({ pages, fetchFile, onTold }: ExportButtonsProps) {
  const { say, told } = useLanguage()
  const csv = async () => {
    const parts: Blob[] = []
    for (let from = 0; from < pages.total || from === 0; from += AT_ONCE) {
      // As a Blob it is the browser's, which may put it on its disk.
      parts.push(new Blob([await fetchFile('csv', pages.view, from, from + AT_ONCE)]))
      const percent = Math.min(100, Math.round((100 * (from + AT_ONCE)) / Math.max(1, pages.total)))
      onTold(say('grid.exported', { file: fileName('csv'), percent }))
    }
    return parts
  }
  const save = async (format: FileFormat) => {
    onTold(say('grid.exporting', { file: fileName(format) }))
    try {
      saveFile(
        fileName(format),
        format === 'csv' ? await csv() : [await fetchFile(format, pages.view, 0, ALL)],
      )
      onTold('')
    } catch (error) {
      onTold(told((error as Error).message))
    }
  }
  return fileFormats.map(format => (
    <button
      key={format}
      type="button"
      className="button quiet"
      aria-label={say('grid.exportLabel', { format: formatNames[format] })}
      onClick={() => void save(format)}
    >
      <span aria-hidden="true">↓</span> {formatNames[format]}
    </button>
  ))
}

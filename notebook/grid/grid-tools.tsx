import { type FormEvent, useState } from 'react'
import { useSay } from '../language/language-context.tsx'
import type { FetchRows, RowPages } from './row-pages.ts'
import { csvOf, saveFile, tabbed } from './table-text.ts'

// Who copies more wants a file.
const MOST_COPIED = 10_000
const AT_ONCE = 50_000

interface GridToolsProps {
  readonly pages: RowPages
  readonly names: readonly string[]
  readonly fetchRows: FetchRows
  readonly onFilter: (filter: string) => void
}

/** Filter, copy and export of a grid's rows. */
export function GridTools({ pages, names, fetchRows, onFilter }: GridToolsProps) {
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
  const exportCsv = async () => {
    const parts: string[] = []
    for (let from = 0; from < pages.total || from === 0; from += AT_ONCE) {
      const { rows } = await fetchRows(from, from + AT_ONCE, pages.view)
      parts.push(csvOf(rows, from === 0))
    }
    saveFile('result.csv', 'text/csv', parts)
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
      <button
        type="button"
        className="button quiet"
        aria-label={say('grid.exportLabel')}
        onClick={() => void exportCsv()}
      >
        {say('grid.exportCsv')}
      </button>
      <span role="status" className="quiet-text">
        {told}
      </span>
    </div>
  )
}

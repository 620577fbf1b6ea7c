import { useCallback, useEffect, useRef, useState } from 'react'
import { type Cell, cellsOf, newCell, scriptOf } from '../../document/cells.ts'
import type { NodeSession } from '../../node/node-session.ts'
import { entriesOf, plain } from '../../node/plain.ts'

export type Saving =
  | { readonly is: 'new' }
  | { readonly is: 'saving' }
  | { readonly is: 'saved'; readonly at: number }
  | { readonly is: 'failed'; readonly reason: string }

export interface NotebookDocument {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly saving: Saving
  /** Cells that were deleted and can come back. */
  readonly deleted: number
  change(key: string, text: string): void
  insert(kind: Cell['kind'], at: number): string
  move(key: string, by: number): void
  remove(key: string): void
  undoRemove(): void
  replace(script: string): void
  rename(name: string): Promise<void>
}

const SAVE_AFTER = 1000

/** A notebook that is saved on the node a second after it was changed, and never keeps anything in the browser alone. */
export function useDocument(session: NodeSession, name: string): NotebookDocument {
  const [cells, setCells] = useState<readonly Cell[]>(() => [newCell('code')])
  const [saving, setSaving] = useState<Saving>({ is: 'new' })
  const [deleted, setDeleted] = useState<readonly { cell: Cell; at: number }[]>([])
  const version = useRef<number | null>(null)
  const savedText = useRef<string | null>(null)
  const currentName = useRef(name)
  currentName.current = name

  useEffect(() => {
    let ended = false
    version.current = null
    savedText.current = null
    if (name === '') {
      setCells([newCell('code')])
      setSaving({ is: 'new' })
      return
    }
    session.call('loadNotebook', name).then(
      value => {
        if (ended) return
        const loaded = entriesOf(value)
        version.current = Number(loaded.version)
        savedText.current = String(loaded.text)
        const read = cellsOf(savedText.current)
        setCells(read.length > 0 ? read : [newCell('code')])
        setSaving({ is: 'saved', at: version.current })
      },
      // A name that isn't there yet is a new notebook's.
      () => !ended && setSaving({ is: 'new' }),
    )
    return () => {
      ended = true
    }
  }, [session, name])

  const save = useCallback(
    async (text: string) => {
      const target = currentName.current
      setSaving({ is: 'saving' })
      try {
        const saved = await session.call('saveNotebook', target, text, version.current)
        if (currentName.current !== target) return
        version.current = Number(plain(saved))
        savedText.current = text
        setSaving({ is: 'saved', at: version.current })
      } catch (error) {
        setSaving({ is: 'failed', reason: (error as Error).message })
      }
    },
    [session],
  )

  useEffect(() => {
    const text = scriptOf(cells)
    if (name === '' || text === savedText.current) return
    if (savedText.current === null && cells.every(cell => cell.text === '')) return
    const timer = setTimeout(() => void save(text), SAVE_AFTER)
    return () => clearTimeout(timer)
  }, [cells, name, save])

  const change = useCallback((key: string, text: string) => {
    setCells(old => old.map(cell => (cell.key === key && cell.text !== text ? { ...cell, text } : cell)))
  }, [])
  const insert = useCallback((kind: Cell['kind'], at: number) => {
    const cell = newCell(kind)
    setCells(old => old.toSpliced(at, 0, cell))
    return cell.key
  }, [])
  const move = useCallback((key: string, by: number) => {
    setCells(old => {
      const from = old.findIndex(cell => cell.key === key)
      const to = from + by
      return to < 0 || to >= old.length ? old : old.toSpliced(from, 1).toSpliced(to, 0, old[from]!)
    })
  }, [])
  const remove = useCallback((key: string) => {
    setCells(old => {
      const at = old.findIndex(cell => cell.key === key)
      if (at < 0) return old
      setDeleted(before => [...before.filter(({ cell }) => cell.key !== key), { cell: old[at]!, at }])
      const left = old.toSpliced(at, 1)
      return left.length > 0 ? left : [newCell('code')]
    })
  }, [])
  const undoRemove = useCallback(() => {
    const last = deleted.at(-1)
    if (!last) return
    setDeleted(deleted.slice(0, -1))
    setCells(old => old.toSpliced(last.at, 0, last.cell))
  }, [deleted])
  const replace = useCallback((script: string) => {
    const read = cellsOf(script)
    setCells(read.length > 0 ? read : [newCell('code')])
  }, [])
  const rename = useCallback(
    async (to: string) => {
      if (name !== '' && version.current !== null) await session.call('renameNotebook', name, to)
    },
    [session, name],
  )
  return {
    name,
    cells,
    saving,
    deleted: deleted.length,
    change,
    insert,
    move,
    remove,
    undoRemove,
    replace,
    rename,
  }
}

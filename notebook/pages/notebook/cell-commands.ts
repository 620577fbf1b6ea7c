import { type Cell, newCell } from '../../document/cells.ts'
import type { CellCommand } from './cell-keys.ts'
import type { DocumentStore } from './document-store.ts'
import type { RunnerStore } from './runner-store.ts'

/** The cell that keys go to: to its editor, or to the cell itself. */
export interface Selection {
  readonly key: string
  readonly editing: boolean
}

interface Commanded {
  readonly document: DocumentStore
  readonly runner: RunnerStore
  readonly select: (selection: Selection) => void
  readonly help: () => void
}

/** What can be done to a cell, which is named by its key. The same as long as the notebook is: cells that don't change aren't drawn anew. */
export interface CellActions {
  readonly select: (key: string, editing: boolean) => void
  readonly command: (key: string, command: CellCommand) => void
  readonly change: (key: string, text: string) => void
  /** A part of it, or, of nothing, all. */
  readonly runPart: (key: string, part: string) => void
  readonly remove: (key: string) => void
  /** Takes code into a cell behind it. */
  readonly takeCode: (key: string, text: string) => void
}

export function cellActions(commanded: Commanded): CellActions {
  const { document, select } = commanded
  const { commands, edit, run, remove } = cellCommands(commanded)
  const placed = (key: string, act: (cell: Cell, at: number) => void) => {
    const { cells } = document.get()
    const at = cells.findIndex(cell => cell.key === key)
    if (at >= 0) act(cells[at]!, at)
  }
  return {
    select: (key, editing) => select({ key, editing }),
    command: (key, command) => placed(key, commands[command]),
    change: (key, text) => document.change(key, text),
    runPart: (key, part) => placed(key, cell => run(cell, part)),
    remove: key => placed(key, remove),
    takeCode: (key, text) => placed(key, (_, at) => edit(document.insert(newCell('code', text), at + 1))),
  }
}

/** By keys and by buttons. `at` is the cell's place. */
function cellCommands({ document, runner, select, help }: Commanded) {
  const edit = (key: string) => select({ key, editing: true })
  const selectAt = (at: number) => {
    const { cells } = document.get()
    const cell = cells[Math.min(Math.max(0, at), cells.length - 1)]
    if (cell) select({ key: cell.key, editing: false })
  }
  const run = (cell: Cell, part = '') => {
    if (cell.kind === 'code') runner.run([part.trim() === '' ? cell : { key: cell.key, text: part }])
  }
  const remove = (cell: Cell) => {
    runner.clear(cell.key)
    document.remove(cell.key)
  }
  const commands: Readonly<Record<CellCommand, (cell: Cell, at: number) => void>> = {
    edit: cell => edit(cell.key),
    runAndGoOn: (cell, at) => {
      run(cell)
      if (at + 1 < document.get().cells.length) edit(document.get().cells[at + 1]!.key)
      else edit(document.insert(newCell('code'), at + 1))
    },
    runHere: cell => {
      run(cell)
      select({ key: cell.key, editing: false })
    },
    runAndInsert: (cell, at) => {
      run(cell)
      edit(document.insert(newCell('code'), at + 1))
    },
    insertAbove: (_, at) => select({ key: document.insert(newCell('code'), at), editing: false }),
    insertBelow: (_, at) => select({ key: document.insert(newCell('code'), at + 1), editing: false }),
    delete: (cell, at) => {
      remove(cell)
      selectAt(at)
    },
    undo: () => {
      const key = document.undoRemove()
      if (key !== null) select({ key, editing: false })
    },
    toText: cell => {
      runner.clear(cell.key)
      document.changeKind(cell.key, 'markdown')
      select({ key: cell.key, editing: false })
    },
    toCode: cell => {
      document.changeKind(cell.key, 'code')
      select({ key: cell.key, editing: false })
    },
    next: (_, at) => selectAt(at + 1),
    previous: (_, at) => selectAt(at - 1),
    moveUp: cell => document.move(cell.key, -1),
    moveDown: cell => document.move(cell.key, 1),
    cancel: () => runner.cancel(),
    help: () => help(),
  }
  return { commands, edit, run, remove }
}

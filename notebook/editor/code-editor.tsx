import type * as Monaco from 'monaco-editor/editor.js'
import { useEffect, useRef, useState } from 'react'
import { useTold } from '../language/language-context.tsx'
import type { Told } from '../language/told.ts'
import { useTheme } from '../look/theme-context.tsx'
import { registerAssistance } from './assistance.ts'
import { loadMonaco } from './load-monaco.ts'
import { parseAside } from './parsing-aside.ts'
import { mark, type Problem } from './problems.ts'
import { LANGUAGE } from './script-language.ts'

export interface EditorKeys {
  /** Shift-Enter: run, and go on to the next. */
  readonly onRun: () => void
  /** Ctrl-Enter: run, and stay. `selected` is empty when nothing is. */
  readonly onRunHere: (selected: string) => void
  /** Alt-Enter: run, and begin another below. */
  readonly onRunAndInsert: () => void
  readonly onEscape: () => void
}

export interface CodeEditorProps extends EditorKeys {
  readonly text: string
  readonly label: string
  readonly onChange: (text: string) => void
  readonly focused: boolean
  readonly onFocus: () => void
  /** What went wrong when it ran. */
  readonly problems: readonly Problem[]
}

/** What its owner wants of it now. */
interface Current extends CodeEditorProps {
  readonly told: Told
}

const LINE = 20
// When somebody types no more, what he typed is told and checked: a key of a long script costs only what Monaco does.
const PAUSE = 200

/** An editor of a script that is as high as its text. */
export function CodeEditor(props: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<Monaco.editor.IStandaloneCodeEditor | null>(null)
  const typed = useRef<string | null>(null)
  const told = useTold()
  const current = useRef<Current>({ ...props, told })
  current.current = { ...props, told }
  const { shade } = useTheme()

  useEffect(() => {
    let ended = false
    void loadMonaco().then(monaco => {
      if (ended || !place.current) return
      editor.current = open(monaco, place.current, () => current.current, typed)
    })
    return () => {
      ended = true
      editor.current?.getModel()?.dispose()
      editor.current?.dispose()
      editor.current = null
    }
  }, [])

  useEffect(() => {
    void loadMonaco().then(monaco => monaco.editor.setTheme(`porpoise-${shade}`))
  }, [shade])

  const { text, problems, focused } = props
  useEffect(() => {
    const model = editor.current?.getModel()
    // What the editor said itself needs no comparing.
    if (model && text !== typed.current && model.getValue() !== text) model.setValue(text)
  }, [text])
  useEffect(() => {
    void loadMonaco().then(monaco => {
      const model = editor.current?.getModel()
      if (model) mark(monaco, model, 'run', problems, told)
    })
  }, [problems, told])
  useEffect(() => {
    if (focused) editor.current?.focus()
  }, [focused])

  // Until the editor is there; then it is as high as its text by itself.
  const [lines] = useState(() => text.split('\n').length)
  return <div ref={place} className="code-editor" style={{ minHeight: Math.min(lines, 40) * LINE + 16 }} />
}

function open(
  monaco: typeof Monaco,
  place: HTMLElement,
  props: () => Current,
  typed: { current: string | null },
): Monaco.editor.IStandaloneCodeEditor {
  registerAssistance(monaco)
  const editor = monaco.editor.create(place, {
    value: props().text,
    language: LANGUAGE,
    ariaLabel: props().label,
    automaticLayout: true,
    fontSize: 13,
    lineHeight: LINE,
    fontFamily: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Consolas, monospace",
    minimap: { enabled: false },
    scrollBeyondLastLine: false,
    overviewRulerLanes: 0,
    lineNumbersMinChars: 3,
    folding: false,
    glyphMargin: false,
    renderLineHighlight: 'none',
    padding: { top: 8, bottom: 8 },
    scrollbar: { alwaysConsumeMouseWheel: false, vertical: 'auto' },
    fixedOverflowWidgets: true,
    wordBasedSuggestions: 'off',
    tabSize: 2,
  })
  const grow = () => {
    place.style.height = `${Math.min(editor.getContentHeight(), 40 * LINE + 16)}px`
  }
  editor.onDidContentSizeChange(grow)
  grow()
  const tell = followTyping(monaco, editor, props, typed)
  editor.onDidFocusEditorText(() => props().onFocus())
  runOnEnter(monaco, editor, props, tell)
  editor.addAction({
    id: 'leave-editor',
    label: 'Leave the editor',
    keybindings: [monaco.KeyCode.Escape],
    precondition: '!suggestWidgetVisible && !findWidgetVisible && !parameterHintsVisible',
    run: () => {
      tell()
      props().onEscape()
    },
  })
  if (props().focused) editor.focus()
  return editor
}

/** Tells what was typed, and checks it, when nobody types any more, or earlier by what it gives. */
function followTyping(
  monaco: typeof Monaco,
  editor: Monaco.editor.IStandaloneCodeEditor,
  props: () => Current,
  typed: { current: string | null },
): () => void {
  const model = editor.getModel()!
  const check = async () => {
    if (model.isDisposed()) return
    const version = model.getVersionId()
    const { problems } = await parseAside(model.getValue())
    // What was typed meanwhile is checked by itself.
    if (!model.isDisposed() && model.getVersionId() === version)
      mark(monaco, model, 'syntax', problems, props().told)
  }
  let untold: ReturnType<typeof setTimeout> | undefined
  const tell = () => {
    if (untold === undefined) return
    clearTimeout(untold)
    untold = undefined
    typed.current = model.getValue()
    props().onChange(typed.current)
    void check()
  }
  editor.onDidChangeModelContent(() => {
    clearTimeout(untold)
    untold = setTimeout(tell, PAUSE)
  })
  setTimeout(() => void check(), PAUSE)
  editor.onDidBlurEditorText(tell)
  model.onWillDispose(tell)
  return tell
}

function runOnEnter(
  monaco: typeof Monaco,
  editor: Monaco.editor.IStandaloneCodeEditor,
  props: () => Current,
  /** What was typed and isn't told yet. */
  tell: () => void,
): void {
  editor.onKeyDown(event => {
    const { shiftKey, ctrlKey, metaKey, altKey } = event
    if (event.keyCode !== monaco.KeyCode.Enter || !(shiftKey || ctrlKey || metaKey || altKey)) return
    event.preventDefault()
    event.stopPropagation()
    // Whoever runs the script has finished typing.
    tell()
    for (const open of ['hideSuggestWidget', 'closeParameterHints']) editor.trigger('run', open, null)
    if (altKey) props().onRunAndInsert()
    else if (shiftKey) props().onRun()
    else props().onRunHere(editor.getModel()!.getValueInRange(editor.getSelection()!))
  })
}

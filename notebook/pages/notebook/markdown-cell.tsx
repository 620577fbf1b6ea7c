import { useEffect, useRef } from 'react'
import { useSay } from '../../language/language-context.tsx'
import { htmlOf } from './markdown.ts'

interface MarkdownCellProps {
  readonly text: string
  readonly label: string
  readonly editing: boolean
  readonly onChange: (text: string) => void
  readonly onDone: () => void
  readonly onEdit: () => void
  readonly onEscape: () => void
}

/** A text: read as it is rendered, edited as it is written. */
export function MarkdownCell({
  text,
  label,
  editing,
  onChange,
  onDone,
  onEdit,
  onEscape,
}: MarkdownCellProps) {
  const say = useSay()
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (editing) area.current?.focus()
  }, [editing])
  if (!editing && text !== '') {
    return (
      // biome-ignore lint/a11y/useSemanticElements: a button can't hold headings and lists.
      <div
        className="markdown"
        role="button"
        tabIndex={0}
        aria-label={`${label}. ${say('notebook.editText')}`}
        title={say('notebook.editText')}
        onDoubleClick={onEdit}
        onKeyDown={event => event.key === 'Enter' && onEdit()}
        // biome-ignore lint/security/noDangerouslySetInnerHtml: htmlOf lets nothing through that could run.
        dangerouslySetInnerHTML={{ __html: htmlOf(text) }}
      />
    )
  }
  return (
    <textarea
      ref={area}
      className="input markdown-source mono"
      aria-label={label}
      value={text}
      rows={Math.max(3, text.split('\n').length + 1)}
      onChange={event => onChange(event.target.value)}
      onFocus={onEdit}
      onKeyDown={event => {
        if (event.key === 'Escape') onEscape()
        if (event.key !== 'Enter' || !(event.shiftKey || event.ctrlKey)) return
        event.preventDefault()
        onDone()
      }}
    />
  )
}

import createPurify from 'dompurify'
import { marked } from 'marked'

const purify = createPurify(window)

/** Markdown as HTML that can't run anything. */
export function htmlOf(markdown: string): string {
  return purify.sanitize(marked.parse(markdown, { async: false, gfm: true }))
}

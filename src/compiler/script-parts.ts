import type { Span, Statement } from '../../grammar/tree/ast.ts'

/** A part of a script that is compiled and run before the next one is looked at. */
export type ScriptPart =
  | { readonly is: 'statements'; readonly statements: readonly Statement[] }
  | { readonly is: 'use'; readonly path: readonly string[]; readonly span: Span }
  | { readonly is: 'include'; readonly path: string; readonly span: Span }

/** Cuts a script where `go` stands, and where names come in from elsewhere. */
export function partsOf(statements: readonly Statement[]): ScriptPart[] {
  const parts: ScriptPart[] = []
  let open: Statement[] = []
  const close = () => {
    if (open.length > 0) parts.push({ is: 'statements', statements: open })
    open = []
  }
  for (const statement of statements) {
    switch (statement.kind) {
      case 'go':
      case 'module':
        close()
        break
      case 'use':
        close()
        parts.push({ is: 'use', path: statement.path, span: statement.span })
        break
      case 'useCatalog':
        open.push(statement)
        close()
        break
      case 'include':
        close()
        parts.push({ is: 'include', path: statement.path, span: statement.span })
        break
      default:
        open.push(statement)
    }
  }
  close()
  return parts
}

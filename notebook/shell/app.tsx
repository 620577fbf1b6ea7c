import { lazy, type MouseEvent, type ReactNode, Suspense, useState } from 'react'
import { useSay } from '../language/language-context.tsx'
import { NodeProvider, type NodeView, useNodeState } from '../node/node-context.tsx'
import { LoginPage } from '../pages/login/login-page.tsx'
import { DefaultPassword } from './default-password.tsx'
import { Header } from './header.tsx'
import { type Page, routeOf, useRoute } from './route.ts'
import './shell.css'

const pages: Readonly<Record<Page, React.LazyExoticComponent<() => ReactNode>>> = {
  notebook: lazy(() => import('../pages/notebook/notebook-page.tsx')),
  cluster: lazy(() => import('../pages/cluster/cluster-page.tsx')),
  explorer: lazy(() => import('../pages/explorer/explorer-page.tsx')),
  jobs: lazy(() => import('../pages/jobs/jobs-page.tsx')),
  log: lazy(() => import('../pages/log/log-page.tsx')),
  users: lazy(() => import('../pages/users/users-page.tsx')),
}

// Looking at the state of the cluster needs no user.
const open: ReadonlySet<Page> = new Set(['cluster'])

/** Begins to load the page that the address names, and the editor, before the node has answered. */
export function preload(): void {
  const { page } = routeOf(location.hash)
  if (page === null || page === 'notebook') {
    void import('../pages/notebook/notebook-page.tsx')
    void import('../editor/load-monaco.ts').then(({ loadMonaco }) => loadMonaco())
  }
}

export function App() {
  return (
    <NodeProvider>
      <Frame />
    </NodeProvider>
  )
}

function Frame() {
  const say = useSay()
  const state = useNodeState()
  if (state.is === 'ready') return <Ready node={state.node} />
  return (
    <main className="waiting" role="status">
      {say(state.is === 'lost' ? 'app.lost' : 'app.connecting', { site: location.host })}
    </main>
  )
}

// The part behind `#` names the page, so it stays as it is.
function skipToContent(event: MouseEvent): void {
  event.preventDefault()
  document.getElementById('content')?.focus()
}

function Ready({ node }: { readonly node: NodeView }) {
  const say = useSay()
  const route = useRoute()
  const page = route.page ?? (node.role === 'controller' ? 'cluster' : 'notebook')
  const Shown = pages[page]
  const [asked, setAsked] = useState(false)
  const locked = node.user === 'guest' && (asked || !open.has(page))
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it goes there; only the address stays. */}
      <a className="skip" href="#content" onClick={skipToContent}>
        {say('app.skip')}
      </a>
      <Header node={node} page={page} onLogin={locked ? null : () => setAsked(true)} />
      <DefaultPassword node={node} />
      <main id="content" className="page" tabIndex={-1}>
        {locked ? (
          <LoginPage />
        ) : (
          <Suspense fallback={null}>
            <Shown key={page} />
          </Suspense>
        )}
      </main>
    </>
  )
}

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react'
import { isLost, NodeSession } from './node-session.ts'
import { plain } from './plain.ts'

/** Roles by the number that getNodeType gives. */
export const roles = ['datanode', 'agent', 'controller', 'single', 'computenode'] as const
export type Role = (typeof roles)[number]

/** The node that served the page, and who looks at it. */
export interface NodeView {
  readonly session: NodeSession
  readonly alias: string
  readonly role: Role
  readonly user: string
  readonly login: (user: string, password: string) => Promise<void>
  readonly logout: () => Promise<void>
}

export type NodeState =
  | { readonly is: 'connecting' }
  | { readonly is: 'lost' }
  | { readonly is: 'ready'; readonly node: NodeView }

const Context = createContext<NodeState>({ is: 'connecting' })
const RETRY_MILLISECONDS = 1000

/**
 * Keeps a session for short questions to the node open, and opens another when it breaks. Pages that need the node wait for
 * `ready`.
 */
export function NodeProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<NodeState>({ is: 'connecting' })
  const [attempt, setAttempt] = useState(0)
  const retry = useCallback(() => {
    setState({ is: 'lost' })
    setTimeout(() => setAttempt(n => n + 1), RETRY_MILLISECONDS)
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: every attempt opens a session of its own.
  useEffect(() => {
    let session: NodeSession | null = null
    let ended = false
    const open = async () => {
      session = await NodeSession.open({ urgent: true })
      if (ended) return session.close()
      const view = await look(session, setState)
      session.onLost(() => !ended && retry())
      if (!ended) setState({ is: 'ready', node: view })
    }
    open().catch(error => {
      if (ended) return
      retry()
      if (!isLost(error)) throw error
    })
    return () => {
      ended = true
      session?.close()
    }
  }, [attempt])
  return <Context value={state}>{children}</Context>
}

export const useNodeState = (): NodeState => useContext(Context)

/** For pages, which are shown only when the node is ready. */
export function useNode(): NodeView {
  const state = useContext(Context)
  if (state.is !== 'ready') throw new Error('A page is shown before its node is ready.')
  return state.node
}

async function look(session: NodeSession, tell: (state: NodeState) => void): Promise<NodeView> {
  const [alias, role, user] = await Promise.all([
    session.call('getNodeAlias').then(plain),
    session.call('getNodeType').then(plain),
    userOf(session),
  ])
  const view: NodeView = {
    session,
    alias: String(alias),
    role: roles[Number(role)] ?? 'single',
    user,
    login: async (name, password) => {
      await session.login(name, password)
      tell({ is: 'ready', node: { ...view, user: await userOf(session) } })
    },
    logout: async () => {
      await session.logout()
      tell({ is: 'ready', node: { ...view, user: await userOf(session) } })
    },
  }
  return view
}

async function userOf(session: NodeSession): Promise<string> {
  const answer = plain(await session.call('getCurrentSessionAndUser'))
  return Array.isArray(answer) ? String(answer[1]) : 'guest'
}

/** Asks the node again and again; the newest answer, or why there is none. A question waits for the one before. */
export function usePolled<T>(
  ask: (session: NodeSession) => Promise<T>,
  milliseconds: number,
): { readonly value: T | undefined; readonly error: string | null; readonly refresh: () => void } {
  const { session } = useNode()
  const [value, setValue] = useState<T>()
  const [error, setError] = useState<string | null>(null)
  const [round, setRound] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round asks at once.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let ended = false
    const poll = async () => {
      try {
        const answer = await ask(session)
        if (ended) return
        setValue(() => answer)
        setError(null)
      } catch (error) {
        if (ended) return
        setError((error as Error).message)
      }
      timer = setTimeout(poll, milliseconds)
    }
    void poll()
    return () => {
      ended = true
      clearTimeout(timer)
    }
  }, [session, ask, milliseconds, round])
  const refresh = useCallback(() => setRound(n => n + 1), [])
  return useMemo(() => ({ value, error, refresh }), [value, error, refresh])
}

import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { ShippedFunction } from '../../engine/session/shipped-function.ts'
import type { Clock } from '../../host/clock.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import { STRING, TIMESTAMP } from '../../values/data-type.ts'
import { tableOfRows } from '../../values/forms/table-of-rows.ts'
import { toTransferable } from '../../values/transfer.ts'
import { type Access, noPrivilege } from '../users/access.ts'
import { SUPERUSER } from '../users/directory.ts'
import type { Identities } from '../users/identities.ts'
import { moduleOf, type View, type Views } from './views.ts'

/** A function that is to become a view. */
export interface NewView {
  readonly name: string
  readonly body: string
  readonly work: ShippedFunction
}

/** Function views, as scripts reach them through the bridge. */
export function viewService(
  views: Views,
  identities: Identities,
  access: () => Promise<Access>,
  clock: Clock,
): Service {
  /** Whether the user administers all views; else he may have his own. @throws ScriptError when he may have none. */
  const administers = async (user: string, functionName: string): Promise<boolean> => {
    const may = await access()
    if (may.isAdmin(user)) return true
    if (may.global(user, 'VIEW_OWNER') === 'allow') return false
    throw noPrivilege(
      user,
      `Only administrators or user with VIEW_OWNER permission execute function ${functionName}.`,
    )
  }
  return {
    async add(job: number, added: readonly NewView[]) {
      const owner = identities.actingAs(job)
      await administers(owner, 'addFunctionView')
      const created = Number(clock.now())
      await views.add(added.map(view => ({ ...view, owner, created })))
    },
    async drop(job: number, name: string, isModule: boolean) {
      const user = identities.actingAs(job)
      const all = await administers(user, 'dropFunctionView')
      const found = [...(await views.all()).values()].filter(view =>
        isModule ? moduleOf(view.name) === name : view.name === name,
      )
      if (found.length === 0) {
        throw new ScriptError(`The function view [${name.slice(0, 100)}] does not exist.`, {
          refId: 'S04002',
        })
      }
      if (!all && found.some(view => view.owner !== user)) {
        throw noPrivilege(user, "Only administrators can drop other users' function views")
      }
      await views.drop(found.map(view => view.name))
    },
    async list(job: number) {
      const user = identities.actingAs(job)
      const all = await administers(user, 'getFunctionViews')
      const rows = [...(await views.all()).values()].filter(view => all || view.owner === user)
      return toTransferable(
        tableOfRows<View>(
          [
            ['name', STRING, view => view.name],
            ['body', STRING, view => view.body],
            ['owner', STRING, view => view.owner],
            ['createTime', TIMESTAMP, view => BigInt(view.created)],
          ],
          rows,
        ),
      )
    },
    ...runningViews(views, identities, access),
  }
}

/** What sessions ask to find views and to run them. */
function runningViews(views: Views, identities: Identities, access: () => Promise<Access>): Service {
  return {
    /** All views as they are made anew, and the counter that tells when there are others. */
    async known() {
      const version = Atomics.load(views.version, 0)
      const found = [...(await views.loaded()).values()]
      return {
        views: found.map(({ name, created, work }) => ({ name, created, work })),
        version,
        counter: views.version,
      }
    },
    /** From here to `leave` the job has the rights of the view's owner. @throws ScriptError without VIEW_EXEC. */
    async enter(job: number, name: string, created: number) {
      const view = await views.get(name)
      if (!view) throw new ScriptError(`The function view [${name}] does not exist.`, { refId: 'S04002' })
      if (view.created !== created) {
        throw new ScriptError(`The function view [${name}] has been replaced: run the script again.`)
      }
      const user = identities.actingAs(job)
      if (user !== SUPERUSER) {
        const permission = (await access()).onView(user, name)
        if (permission !== 'allow' && (permission === 'deny' || view.owner !== user)) {
          throw noPrivilege(user, `No access to view ${name}.`)
        }
      }
      identities.enter(job, view.owner)
    },
    /** From here to `leave` the job has the rights of its session's user again: the view calls what it was given. */
    enterAsUser: (job: number) => identities.enter(job, identities.userOf(job)),
    leave: (job: number) => identities.leave(job),
  }
}

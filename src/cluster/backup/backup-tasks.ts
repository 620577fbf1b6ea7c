import type { Bridge } from '../../engine/bridge/bridge.ts'
import type { Service } from '../../engine/bridge/bridge-host.ts'
import type { Clock } from '../../host/clock.ts'
import { Slot } from '../../runtime/slot.ts'

export type BackupTaskType =
  | 'BACKUP_BY_SQL'
  | 'BACKUP_BY_COPY_FILE'
  | 'RESTORE_BY_SQL'
  | 'RESTORE_BY_COPY_FILE'

/** A table that is or was backed up or restored by a script of this node. */
export interface BackupTask {
  readonly id: number
  readonly user: string
  readonly type: BackupTaskType
  readonly database: string
  readonly table: string
  /** Partitions. */
  readonly total: number
  completed: number
  /** Milliseconds since 1970; 0: it goes on. */
  readonly started: number
  ended: number
}

// Tasks that are remembered; those of before a start are not.
const REMEMBERED = 1000

/** Keeps this node's tasks. Administrators are told of all, others of their own. */
export function backupTaskService(
  clock: Pick<Clock, 'now'>,
  userOf: (job: number) => string,
  isAdmin: (user: string) => Promise<boolean>,
): Service {
  const tasks = new Map<number, BackupTask>()
  let last = 0
  const now = () => Number(clock.now())
  return {
    begin: async (job: number, type: BackupTaskType, database: string, table: string, total: number) => {
      const id = ++last
      tasks.set(id, {
        id,
        user: userOf(job),
        type,
        database,
        table,
        total,
        completed: 0,
        started: now(),
        ended: 0,
      })
      if (tasks.size > REMEMBERED) tasks.delete(tasks.keys().next().value!)
      return id
    },
    advance: async (_job: number, id: number) => {
      const task = tasks.get(id)
      if (task) task.completed++
    },
    end: async (_job: number, id: number) => {
      const task = tasks.get(id)
      if (task) task.ended = now()
    },
    list: async (job: number, user: string | null) => {
      const self = userOf(job)
      const all = await isAdmin(self)
      return [...tasks.values()].filter(task =>
        all ? user === null || task.user === user : task.user === self,
      )
    },
  }
}

/** The tasks from a script's thread. */
export class BackupTasks {
  readonly #bridge: Bridge

  constructor(bridge: Bridge) {
    this.#bridge = bridge
  }

  /** Those of a user; null: of all that may be seen. */
  list(user: string | null): BackupTask[] {
    return this.#bridge.call('backups', 'list', user)
  }

  /** Does what handles so many partitions of a table, and calls its argument after each. */
  during<T>(
    type: BackupTaskType,
    { database, table, total }: Pick<BackupTask, 'database' | 'table' | 'total'>,
    action: (advance: () => void) => T,
  ): T {
    const id = this.#bridge.call<number>('backups', 'begin', type, database, table, total)
    try {
      return action(() => void this.#bridge.call('backups', 'advance', id))
    } finally {
      this.#bridge.call('backups', 'end', id)
    }
  }
}

export const backupTasks = new Slot<BackupTasks>('backups')

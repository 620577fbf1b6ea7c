import { backupTaskService } from '../cluster/backup/backup-tasks.ts'
import type { Measure } from '../cluster/roles/message.ts'
import type { Site } from '../cluster/site.ts'
import type { Service } from '../engine/bridge/bridge-host.ts'
import type { Engine } from '../engine/engine.ts'
import type { Job, Outcome } from '../engine/jobs/job.ts'
import type { Host } from '../host/host.ts'
import type { RequestBody } from '../wire/request.ts'
import { AccountsCopy } from './accounts/accounts-copy.ts'
import { CallAnswerer } from './calls/call-answerer.ts'
import { CallAsker } from './calls/call-asker.ts'
import { callService, callServiceOfSingle } from './calls/call-service.ts'
import { KnownNodes, OnlyNode } from './calls/known-nodes.ts'
import type { ClusterView } from './cluster-view.ts'
import { connectionService } from './connections/connection-service.ts'
import { Connections } from './connections/connections.ts'
import { BatchJobs } from './jobs/batch-jobs.ts'
import { batchService } from './jobs/batch-service.ts'
import { ConsoleJobs } from './jobs/console-jobs.ts'
import { consoleService } from './jobs/console-service.ts'
import { JobFiles } from './jobs/job-files.ts'
import { scheduleService } from './jobs/schedule-service.ts'
import { ScheduledJobs } from './jobs/scheduled-jobs.ts'
import { RecordStore } from './record-store.ts'
import { sessionService } from './sessions/session-service.ts'
import { HERE, type Remote, Sessions } from './sessions/sessions.ts'
import { publishing, subscribing } from './settings/streaming-settings.ts'
import { clusterService } from './status/cluster-service.ts'
import type { KeptLog } from './status/kept-log.ts'
import { Meter } from './status/meter.ts'
import { clusterMeasures, type Measured } from './status/performance.ts'
import { statusService } from './status/status-service.ts'
import { Persistence } from './streams/persistence.ts'
import { Publisher } from './streams/publisher.ts'
import { streamService } from './streams/stream-service.ts'
import { Subscriptions } from './streams/subscriptions.ts'
import type { Tables } from './tables.ts'
import type { Access, JobLimits } from './users/access.ts'
import { admit } from './users/admission.ts'
import { grantableOf } from './users/grantable.ts'
import { guardedReplicas } from './users/guarded-replicas.ts'
import { guardedStore } from './users/guarded-store.ts'
import { Identities } from './users/identities.ts'
import { loginService } from './users/login-service.ts'
import { OwnDirectory } from './users/own-directory.ts'
import { privilegeService } from './users/privilege-service.ts'
import { queryLimitService } from './users/query-limits.ts'
import { type SecuritySettings, securitySettings } from './users/security-settings.ts'
import { checkReading, sharedAccessService } from './users/shared-access.ts'
import { userService } from './users/user-service.ts'
import { Users } from './users/users.ts'
import { OwnViews } from './views/own-views.ts'
import { viewService } from './views/view-service.ts'
import { Views } from './views/views.ts'

export interface AdministrationOptions {
  readonly home: string
  readonly site: Site
  readonly config: ReadonlyMap<string, string>
  /** The super administrator's password at the very first start; null: DolphinDB's. */
  readonly adminPassword: string | null
  /** Threads for clients' scripts. */
  readonly workers: number
  /** Threads for batch jobs. */
  readonly batchWorkers: number
  readonly log: KeptLog
  /** Null: a single node. */
  readonly cluster: ClusterView | null
}

/** Who is here and may do what: users, their sessions and jobs. Nothing is read from disk before it is needed. */
export class Administration {
  readonly sessions: Sessions
  readonly #host: Host
  readonly #engine: Engine
  readonly #tables: Tables
  readonly #options: AdministrationOptions
  readonly #security: SecuritySettings
  readonly #identities: Identities
  readonly #users: Users
  readonly #meter: Meter
  readonly #consoleJobs: ConsoleJobs
  readonly #files: JobFiles
  readonly #batch: BatchJobs
  readonly #scheduled: ScheduledJobs
  readonly #views: Views
  /** Null: a single node. */
  readonly #asker: CallAsker | null
  readonly #connections: Connections
  readonly #publisher: Publisher
  readonly #subscriptions: Subscriptions
  readonly #persistence: Persistence
  #site: Site
  #records: Promise<RecordStore> | null = null
  #copy: Promise<AccountsCopy> | null = null
  #access: Access | null = null

  constructor(host: Host, engine: Engine, tables: Tables, options: AdministrationOptions) {
    this.#host = host
    this.#engine = engine
    this.#tables = tables
    this.#options = options
    this.#site = options.site
    this.#security = securitySettings(options.config)
    this.sessions = new Sessions(engine, host.clock)
    this.#identities = new Identities(engine)
    this.#meter = new Meter(host, this.sessions.traffic)
    this.#consoleJobs = new ConsoleJobs(
      engine,
      this.sessions,
      () => this.#site.alias,
      () => host.clock.now(),
    )
    const records = () => this.#openRecords()
    const folder = options.config.get('batchJobDir') ?? `${options.home}/batchJobs`
    this.#files = new JobFiles(host.disk, folder)
    this.#batch = new BatchJobs(host, engine, this.#files, options.batchWorkers)
    this.#scheduled = new ScheduledJobs(host, records, this.#batch)
    this.#views = new Views(async () => (await this.#copyOfAccounts()) ?? new OwnViews(await records()))
    this.#connections = new Connections(host)
    const streaming = { engine, clock: host.clock, site: () => this.#site, mayRead: this.#mayRead }
    this.#publisher = new Publisher({ ...streaming, ...publishing(options.config) })
    this.#persistence = new Persistence(host, engine, options.config.get('persistenceDir') ?? null)
    this.#subscriptions = new Subscriptions({
      ...streaming,
      ...subscribing(options.config),
      log: host.log,
      access: async () => (await this.#users.open()).access,
    })
    const peers = options.cluster?.peers
    this.#asker = peers ? new CallAsker(peers, host.clock, host.random) : null
    if (peers) new CallAnswerer({ engine, clock: host.clock, peers, workers: options.workers })
    this.#users = new Users(host, {
      store: async () =>
        (await this.#copyOfAccounts()) ??
        OwnDirectory.open(await records(), host.random, options.adminPassword, Number(host.clock.now())),
      security: this.#security,
      alias: () => this.#site.alias,
    })
  }

  /** What scripts ask of it, and the store behind its guard. */
  services(): [name: string, service: Service][] {
    const users = this.#users
    const identities = this.#identities
    const { sessions } = this
    const { store, replicas } = this.#tables
    const access = async () => (await users.open()).access
    const actingAs = (job: number) => identities.actingAs(job)
    const sessionOf = (job: number) => this.#engine.sessionOf(job)
    const { log, cluster } = this.#options
    const site = () => this.#site
    return [
      [
        'store',
        guardedStore(store, access, actingAs, async object =>
          (await users.open()).store.propose({ is: 'forget object', object }),
        ),
      ],
      ['replicas', guardedReplicas(replicas, access, actingAs)],
      [
        'backups',
        backupTaskService(this.#host.clock, actingAs, async user => (await access()).isAdmin(user)),
      ],
      ['login', loginService({ users, sessions, identities, sessionOf })],
      ['users', userService(this.#host, users, identities)],
      [
        'privileges',
        privilegeService(
          users,
          identities,
          grantableOf(store, this.#views, name => this.#engine.shared.guard(name)),
        ),
      ],
      ['shared access', sharedAccessService(this.#engine, access, actingAs, () => this.#site.alias)],
      ['query limits', queryLimitService(access, job => identities.userOf(job), this.#options.config)],
      ['sessions', sessionService(sessions, identities, access, sessionOf)],
      ['console', consoleService(this.#consoleJobs, this.#engine, identities, access)],
      ['status', statusService({ ...this.#measured(), identities, access, log, cluster })],
      ...this.#otherNodes(identities),
      ['cluster', clusterService({ view: cluster, site, identities, access })],
      ...this.#jobServices(identities, access),
      ['streams', this.#streams(actingAs)],
      ['views', viewService(this.#views, identities, access, this.#host.clock)],
    ]
  }

  // Shared tables: whether a user may read one.
  readonly #mayRead = async (user: string, table: string) =>
    checkReading(this.#engine, async () => (await this.#users.open()).access, this.#site.alias, user, table)

  #streams(userOf: (job: number) => string): Service {
    return streamService({
      engine: this.#engine,
      sessions: this.sessions,
      publisher: this.#publisher,
      subscriptions: this.#subscriptions,
      persistence: this.#persistence,
      userOf,
      mayRead: this.#mayRead,
      access: async () => (await this.#users.open()).access,
      site: () => this.#site,
      authenticate: (user, password) => this.authenticate(user, password, false, HERE),
    })
  }

  // What scripts do on other nodes.
  #otherNodes(identities: Identities): [name: string, service: Service][] {
    const site = () => this.#site
    const { cluster } = this.#options
    const engine = this.#engine
    const nodes = cluster && new KnownNodes(cluster, site)
    const connections = connectionService({
      connections: this.#connections,
      engine,
      identities,
      siteOf: alias => (nodes ?? new OnlyNode(site)).site(alias),
      nodeAt: async (host, port) => nodes?.at(host, port),
      ticketOf: async user => (await this.#users.open()).authentication.ticketOf(user, null),
    })
    const calls =
      nodes && this.#asker
        ? callService({ asker: this.#asker, nodes, engine, identities })
        : callServiceOfSingle(site)
    return [
      ['calls', calls],
      ['connections', connections],
    ]
  }

  #jobServices(identities: Identities, access: () => Promise<Access>): [name: string, service: Service][] {
    const alias = () => this.#site.alias
    const remoteOf = (job: number) => this.sessions.remoteOf(this.#engine.sessionOf(job)?.id ?? 0)
    const { log } = this.#options
    const shared = { identities, access, remoteOf, alias, log }
    return [
      ['batch', batchService({ jobs: this.#batch, files: this.#files, ...shared })],
      ['schedule', scheduleService(this.#scheduled, identities, access, alias)],
    ]
  }

  /** The user's name in full. @throws ScriptError when the password is wrong, or the user may not log in. */
  async authenticate(user: string, password: string, encrypted: boolean, remote: Remote): Promise<string> {
    return (await this.#users.open()).authentication.login(user, password, encrypted, remote.ip)
  }

  /** The ticket's user. @throws ScriptError */
  async authenticateByTicket(ticket: string, remote: Remote): Promise<string> {
    return (await this.#users.open()).authentication.loginByTicket(ticket, remote.ip)
  }

  /** @throws ScriptError when that user may not ask for that. */
  admit(user: string, request: RequestBody): void {
    if (this.#access) admit(user, request, this.#access, this.#security.clientAuth)
  }

  /** Null before it is open. */
  jobLimits(user: string): JobLimits | null {
    return this.#access?.jobLimits(user) ?? null
  }

  /** This node's row of getClusterPerf. */
  measures(): Promise<Measure[]> {
    return clusterMeasures(this.#measured())
  }

  #measured(): Measured {
    const { home, workers, config } = this.#options
    return {
      host: this.#host,
      engine: this.#engine,
      sessions: this.sessions,
      meter: this.#meter,
      site: () => this.#site,
      home,
      workers,
      config,
    }
  }

  /** A job has ended. */
  ended(job: Job, outcome: Outcome): void {
    this.#meter.ended(job)
    this.#consoleJobs.ended(job, outcome)
    this.#asker?.ended(job.id)
    this.#connections.ended(job.id)
  }

  sessionClosed(session: number): void {
    this.#connections.sessionClosed(session)
    this.#publisher.sessionClosed(session)
  }

  /** The node is reached at that port, which may be another than was asked for. */
  listensOn(port: number): void {
    this.#site = { ...this.#site, port }
  }

  /** Reads what is kept, instead of when it is first asked for. @throws ScriptError when another process has it. */
  async open(): Promise<void> {
    this.#access = (await this.#users.open()).access
    await this.#views.all()
    await this.#scheduled.start()
    this.#meter.start()
  }

  async close(): Promise<void> {
    this.sessions.stop()
    this.#connections.closeAll()
    this.#subscriptions.close()
    await this.#persistence.close()
    this.#scheduled.stop()
    this.#meter.stop()
    const copy = await this.#copy?.catch(() => null)
    copy?.close()
    await copy?.saved()
    await (await this.#records?.catch(() => null))?.close()
  }

  // Null: a single node has users and views of its own.
  #copyOfAccounts(): Promise<AccountsCopy> | null {
    const { cluster } = this.#options
    if (!cluster) return null
    return (this.#copy ??= this.#openRecords().then(records =>
      AccountsCopy.open(this.#host, cluster, records),
    ))
  }

  #openRecords(): Promise<RecordStore> {
    return (this.#records ??= RecordStore.open(this.#host, `${this.#options.home}/records`).catch(error => {
      this.#records = null
      throw error
    }))
  }
}

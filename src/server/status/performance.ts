import type { Measure as ClusterMeasure } from '../../cluster/roles/message.ts'
import { COLUMNS, type ColumnType } from '../../cluster/roles/performance-columns.ts'
import type { Site } from '../../cluster/site.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Host } from '../../host/host.ts'
import { ANY, BOOL, type DataType, DOUBLE, INT, LONG, STRING } from '../../values/data-type.ts'
import { Dictionary } from '../../values/forms/dictionary.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import { Table } from '../../values/forms/table.ts'
import { nullOf, type Raw } from '../../values/null.ts'
import { vectorOfRaws } from '../../values/vectors/build.ts'
import { levelOfPool } from '../calls/levels.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { storeFolders } from '../settings/store-folders.ts'
import type { Meter } from './meter.ts'

/** What a node tells of itself: fixed facts, and what is measured now. */
export interface Measured {
  readonly host: Host
  readonly engine: Engine
  readonly sessions: Sessions
  readonly meter: Meter
  readonly home: string
  readonly site: () => Site
  readonly workers: number
  readonly config: ReadonlyMap<string, string>
}

/** A measure: its name, type and value. */
type Measure = readonly [name: string, type: DataType, raw: Raw]

const GIGABYTE = 2 ** 30
const MOST_CONNECTIONS = 512

/** What getPerf and getClusterPerf both tell, in getClusterPerf's order. */
async function measures(measured: Measured): Promise<Measure[]> {
  const { host, engine, meter } = measured
  const { machine, clock } = host
  const jobs = engine.jobs()
  const running = jobs.filter(job => job.started !== null)
  const now = clock.now()
  const longest = Math.max(0, ...running.map(job => Number(now - job.started!)))
  const { used } = machine.memory()
  const { capacity, free } = await roomOf(measured)
  const [read, written] = [meter.flow('read'), meter.flow('written')]
  const [sent, received] = [meter.flow('sent'), meter.flow('received')]
  const times = meter.queryTimes()
  const long = (name: string, value: number): Measure => [name, LONG, BigInt(Math.round(value))]
  const int = (name: string, value: number): Measure => [name, INT, value]
  const double = (name: string, value: number): Measure => [name, DOUBLE, value]
  return [
    long('memoryUsed', used),
    long('memoryAlloc', used),
    double('cpuUsage', 100 * meter.processorUsage()),
    double('avgLoad', machine.load()),
    long('medLast10QueryTime', times.median10),
    long('maxLast10QueryTime', times.longest10),
    long('medLast100QueryTime', times.median100),
    long('maxLast100QueryTime', times.longest100),
    long('maxRunningQueryTime', longest * 1_000_000),
    int('runningJobs', running.length),
    int('queuedJobs', jobs.length - running.length),
    int('runningTasks', running.length),
    int('queuedTasks', 0),
    double('jobLoad', jobs.length / machine.processors),
    long('diskCapacity', capacity),
    long('diskFreeSpace', free),
    double('diskFreeSpaceRatio', capacity === 0 ? 0 : free / capacity),
    long('diskWriteRate', written.rate),
    long('diskReadRate', read.rate),
    long('lastMinuteWriteVolume', written.lastMinute),
    long('lastMinuteReadVolume', read.lastMinute),
    long('networkSendRate', sent.rate),
    long('networkRecvRate', received.rate),
    long('lastMinuteNetworkSend', sent.lastMinute),
    long('lastMinuteNetworkRecv', received.lastMinute),
    long('lastMsgLatency', 0),
    long('cumMsgLatency', 0),
  ]
}

// Of all disks that the node's data are on. Volumes of one disk have the same room.
async function roomOf({ host, home, config }: Measured): Promise<{ capacity: number; free: number }> {
  const { folder, volumes } = await storeFolders(host, home, config)
  const rooms = await Promise.all([folder, ...volumes].map(each => host.machine.volume(each)))
  const disks = new Map(rooms.map(room => [`${room.capacity} ${room.free}`, room]))
  const sum = (of: 'capacity' | 'free') => [...disks.values()].reduce((total, room) => total + room[of], 0)
  return { capacity: sum('capacity'), free: sum('free') }
}

/** getPerf: measures by name. */
export async function performanceOf(measured: Measured): Promise<Dictionary> {
  const found: Measure[] = [
    ...(await measures(measured)),
    ['connectionNum', INT, measured.sessions.all().length],
  ]
  const dictionary = new Dictionary(STRING, ANY, true)
  for (const [name, type, raw] of found) dictionary.set(name, new Scalar(type, raw))
  return dictionary
}

/** getJobStat. A job that reads no partitions is one task. */
export function jobNumbers(engine: Engine): Dictionary {
  const jobs = engine.jobs()
  const ofOthers = jobs.filter(job => levelOfPool(job.pool) > 0)
  const own = jobs.filter(job => levelOfPool(job.pool) === 0)
  const running = own.filter(job => job.started !== null)
  const partsLeft = running.map(job => {
    const { total, done } = engine.progressOf(job.id)
    return Math.max(0, total - done - 1)
  })
  const dictionary = new Dictionary(STRING, INT, true)
  for (const [name, count] of [
    ['queuedLocalTasks', partsLeft.reduce((sum, each) => sum + each, 0)],
    ['runningLocalTasks', running.length],
    ['queuedJobs', own.length - running.length],
    ['runningJobs', running.length],
    ['queuedRemoteTasks', ofOthers.filter(job => job.started === null).length],
  ] as const) {
    dictionary.set(name, new Scalar(INT, count))
  }
  return dictionary
}

/** This node's row of getClusterPerf, as a single node. */
export async function clusterRow(measured: Measured): Promise<Measure[]> {
  const { site, workers, config, sessions, host } = measured
  const self = site()
  const address = `${self.host}:${self.port}:${self.alias}`
  return [
    ['computeGroup', STRING, ''],
    ['host', STRING, self.host],
    ['port', INT, self.port],
    ['site', STRING, address],
    ['mode', INT, 3],
    ['state', INT, 1],
    ['agentSite', STRING, ''],
    ['maxConnections', INT, Number(config.get('maxConnections') ?? MOST_CONNECTIONS)],
    ['maxMemSize', DOUBLE, Number(config.get('maxMemSize')) || host.machine.memory().total / GIGABYTE],
    ['workerNum', INT, workers],
    ['executorNum', INT, Math.max(1, host.machine.processors - 1)],
    ['connectionNum', INT, sessions.all().length],
    ['name', STRING, self.alias],
    ...(await measures(measured)),
    ['publicName', STRING, config.get('publicName') ?? ''],
    ['isLeader', BOOL, nullOf(BOOL)],
    ['zone', STRING, ''],
  ]
}

/** Rows of getClusterPerf as a table. Clients depend on the columns' types. */
export function performanceTable(rows: readonly (readonly ClusterMeasure[])[]): Table {
  return new Table(
    COLUMNS.map(([name]) => name),
    COLUMNS.map(([, type], i) =>
      vectorOfRaws(
        types[type],
        rows.map(row => row[i]![2]),
      ),
    ),
  )
}

const types: Readonly<Record<ColumnType, DataType>> = { STRING, INT, LONG, DOUBLE, BOOL }

/** The row as it travels between nodes. */
export async function clusterMeasures(measured: Measured): Promise<ClusterMeasure[]> {
  const row = new Map((await clusterRow(measured)).map(([name, , raw]) => [name, raw]))
  return COLUMNS.map(([name, type]) => [name, type, row.get(name) as ClusterMeasure[2]])
}

import * as dictionaryChange from './dictionaries/change.ts'
import * as dictionaryConstruct from './dictionaries/construct.ts'
import * as fileBinary from './files/binary.ts'
import * as fileFolders from './files/folders.ts'
import * as fileLines from './files/lines.ts'
import * as fileLoadRecord from './files/load-record.ts'
import * as fileLoadText from './files/load-text.ts'
import * as fileOpen from './files/open.ts'
import * as fileSaveText from './files/save-text.ts'
import * as fileTableText from './files/table-text.ts'
import * as bondCalculation from './finance/bond-calculator.ts'
import * as bonds from './finance/bonds.ts'
import * as dayCounting from './finance/day-count.ts'
import * as valueAtRisk from './finance/value-at-risk.ts'
import * as vanillaOption from './finance/vanilla-option.ts'
import * as yieldCurve from './finance/yield-curve.ts'
import * as geometry from './geometry/points.ts'
import * as frequencies from './hypotheses/frequencies.ts'
import * as manova from './hypotheses/manova.ts'
import * as means from './hypotheses/means.ts'
import * as normality from './hypotheses/normality.ts'
import * as rankTests from './hypotheses/ranks.ts'
import * as unitRoot from './hypotheses/unit-root.ts'
import * as variances from './hypotheses/variances.ts'
import * as bSpline from './interpolation/b-spline.ts'
import * as cubicSpline from './interpolation/cubic-spline.ts'
import * as hermite from './interpolation/hermite.ts'
import * as interpolate from './interpolation/interpolate.ts'
import * as krogh from './interpolation/krogh.ts'
import * as linearInterpolation from './interpolation/linear.ts'
import * as resampledCurves from './interpolation/resampled.ts'
import * as jsonObject from './json/object.ts'
import * as json from './json/std-json.ts'
import * as jsonTable from './json/table.ts'
import * as kMeans from './learning/k-means.ts'
import * as logisticRegression from './learning/logistic-regression.ts'
import * as matrixConstruct from './matrices/construct.ts'
import * as decompositions from './matrices/decompositions.ts'
import * as matrixLabels from './matrices/labels.ts'
import * as linearAlgebra from './matrices/linear-algebra.ts'
import * as panel from './matrices/panel.ts'
import * as schur from './matrices/schur.ts'
import * as tensors from './matrices/tensor.ts'
import * as matrixTriangle from './matrices/triangle.ts'
import * as metacodeComponents from './metacode/components.ts'
import * as metacodeExpressions from './metacode/expressions.ts'
import * as metacodeParseExpr from './metacode/parse-expr.ts'
import * as metacodeQueries from './metacode/queries.ts'
import * as metacodeRunSQL from './metacode/run-sql.ts'
import * as coalesce from './nulls/coalesce.ts'
import * as fills from './nulls/fills.ts'
import * as infinite from './nulls/infinite.ts'
import * as nulls from './nulls/nulls.ts'
import * as talibNull from './nulls/talib-null.ts'
import * as arithmetic from './operators/arithmetic.ts'
import * as bits from './operators/bits.ts'
import * as clip from './operators/clip.ts'
import * as comparison from './operators/comparison.ts'
import * as conditional from './operators/conditional.ts'
import * as conditionalFilter from './operators/conditional-filter.ts'
import * as decimalMultiply from './operators/decimal-multiply.ts'
import * as equality from './operators/equality.ts'
import * as extreme from './operators/extreme.ts'
import * as logic from './operators/logic.ts'
import * as math from './operators/math.ts'
import * as membership from './operators/membership.ts'
import * as rounding from './operators/rounding.ts'
import * as boundedMinima from './optimization/bounded.ts'
import * as descent from './optimization/descent.ts'
import * as evolution from './optimization/evolution.ts'
import * as programs from './optimization/programs.ts'
import * as optimumSearch from './optimization/search.ts'
import * as boundedRegression from './regression/bounded.ts'
import * as crossValidation from './regression/cross-validation.ts'
import * as kernelRidge from './regression/kernel-ridge.ts'
import * as leastSquares from './regression/least-squares.ts'
import * as linearModels from './regression/linear-models.ts'
import * as penalizedReports from './regression/penalized-report.ts'
import * as piecewiseLinear from './regression/piecewise-linear.ts'
import * as polynomial from './regression/polynomial.ts'
import * as predict from './regression/predict.ts'
import * as rowAlign from './rows/align.ts'
import * as rowAt from './rows/at.ts'
import * as rowQuotes from './rows/quotes.ts'
import * as rows from './rows/rows.ts'
import * as rowRunning from './rows/running.ts'
import * as changes from './series/changes.ts'
import * as dynamicGroups from './series/dynamic-groups.ts'
import * as exponentialWeights from './series/exponential-weights.ts'
import * as firstHit from './series/first-hit.ts'
import * as iterate from './series/iterate.ts'
import * as moving from './series/moving.ts'
import * as movingAverage from './series/moving-average.ts'
import * as peaks from './series/peaks.ts'
import * as ranks from './series/ranks.ts'
import * as regressionWindows from './series/regression-windows.ts'
import * as running from './series/running.ts'
import * as streaks from './series/streaks.ts'
import * as technical from './series/technical.ts'
import * as timeMoving from './series/time-moving.ts'
import * as topRows from './series/top-rows.ts'
import * as windowRows from './series/window-rows.ts'
import * as callables from './session/callables.ts'
import * as constantDesc from './session/constant-desc.ts'
import * as modules from './session/modules.ts'
import * as names from './session/names.ts'
import * as objects from './session/objects.ts'
import * as plot from './session/plot.ts'
import * as system from './session/system.ts'
import * as unitTests from './session/unit-tests.ts'
import * as variablesInMemory from './session/variables-in-memory.ts'
import * as aggregate from './statistics/aggregate.ts'
import * as aggregateContext from './statistics/aggregate-context.ts'
import * as aggregateOrder from './statistics/aggregate-order.ts'
import * as aggregatePairs from './statistics/aggregate-pairs.ts'
import * as calculus from './statistics/calculus.ts'
import * as coevent from './statistics/coevent.ts'
import * as covarianceMatrix from './statistics/covariance-matrix.ts'
import * as cutPoints from './statistics/cut-points.ts'
import * as distances from './statistics/distances.ts'
import * as distributions from './statistics/distributions.ts'
import * as histogramOf from './statistics/histogram.ts'
import * as histogram2d from './statistics/histogram-2d.ts'
import * as mutualInformation from './statistics/mutual-information.ts'
import * as pairStatistics from './statistics/pair-statistics.ts'
import * as powerTransform from './statistics/power-transform.ts'
import * as principalComponents from './statistics/principal-components.ts'
import * as random from './statistics/random.ts'
import * as randomDistributions from './statistics/random-distributions.ts'
import * as rankCorrelation from './statistics/rank-correlation.ts'
import * as standing from './statistics/standing.ts'
import * as summary from './statistics/summary.ts'
import * as winsorize from './statistics/winsorize.ts'
import * as stringBuild from './strings/build.ts'
import * as byteFormat from './strings/byte-format.ts'
import * as stringCase from './strings/case.ts'
import * as digests from './strings/digests.ts'
import * as encodings from './strings/encodings.ts'
import * as excelFormula from './strings/excel-formula.ts'
import * as stringFormat from './strings/format.ts'
import * as genome from './strings/genome.ts'
import * as like from './strings/like.ts'
import * as numberText from './strings/number-text.ts'
import * as stringParts from './strings/parts.ts'
import * as stringSearch from './strings/search.ts'
import * as words from './strings/words/match.ts'
import * as cachedTable from './tables/cached-table.ts'
import * as tableChange from './tables/change.ts'
import * as tableConstruct from './tables/construct.ts'
import * as joins from './tables/joins.ts'
import * as oneHot from './tables/one-hot.ts'
import * as rollingPanel from './tables/rolling-panel.ts'
import * as sliceByKey from './tables/slice-by-key.ts'
import * as ungroup from './tables/ungroup.ts'
import * as unpivot from './tables/unpivot.ts'
import * as templateGroups from './template/by-group.ts'
import * as templateRows from './template/by-row.ts'
import * as templateCalls from './template/calls.ts'
import * as templateCross from './template/cross.ts'
import * as templateEach from './template/each.ts'
import * as templateFold from './template/fold.ts'
import * as templateNulls from './template/null-handling.ts'
import * as templateQuantify from './template/quantify.ts'
import * as regroup from './template/regroup.ts'
import * as templateValidWindows from './template/valid-windows.ts'
import * as templateWindows from './template/windows.ts'
import * as temporalArithmetic from './temporal/arithmetic.ts'
import * as bars from './temporal/bars.ts'
import * as calendarPeriods from './temporal/calendar-periods.ts'
import * as temporalParts from './temporal/parts.ts'
import * as resampling from './temporal/resampling.ts'
import * as temporalText from './temporal/text.ts'
import * as timeZones from './temporal/time-zones.ts'
import * as tradingCalendars from './temporal/trading-calendars.ts'
import * as cast from './types/cast.ts'
import * as typeInfo from './types/type-info.ts'
import * as append from './vectors/append.ts'
import * as at from './vectors/at.ts'
import * as buckets from './vectors/buckets.ts'
import * as composite from './vectors/composite.ts'
import * as construct from './vectors/construct.ts'
import * as copies from './vectors/copies.ts'
import * as distinct from './vectors/distinct.ts'
import * as edit from './vectors/edit.ts'
import * as groupings from './vectors/groupings.ts'
import * as positions from './vectors/positions.ts'
import * as rank from './vectors/rank.ts'
import * as replacing from './vectors/replace.ts'
import * as search from './vectors/search.ts'
import * as shape from './vectors/shape.ts'
import * as sort from './vectors/sort.ts'
import * as tuples from './vectors/tuples.ts'

// A theme is a module whose exported built-ins are registered; to add one, list it here.
export const themes: readonly Readonly<Record<string, unknown>>[] = [
  aggregate,
  aggregateContext,
  aggregateOrder,
  aggregatePairs,
  append,
  arithmetic,
  at,
  bars,
  bits,
  bondCalculation,
  bonds,
  boundedMinima,
  boundedRegression,
  bSpline,
  buckets,
  calendarPeriods,
  callables,
  cast,
  changes,
  clip,
  coalesce,
  coevent,
  comparison,
  composite,
  conditional,
  conditionalFilter,
  construct,
  copies,
  covarianceMatrix,
  cubicSpline,
  cutPoints,
  dayCounting,
  decimalMultiply,
  decompositions,
  descent,
  dictionaryChange,
  dictionaryConstruct,
  digests,
  distances,
  distinct,
  distributions,
  byteFormat,
  calculus,
  genome,
  groupings,
  histogramOf,
  optimumSearch,
  programs,
  rankCorrelation,
  dynamicGroups,
  edit,
  encodings,
  equality,
  excelFormula,
  exponentialWeights,
  extreme,
  fileBinary,
  fileFolders,
  fileLines,
  fileLoadRecord,
  fileLoadText,
  fileOpen,
  fileSaveText,
  fileTableText,
  fills,
  firstHit,
  hermite,
  infinite,
  interpolate,
  iterate,
  joins,
  json,
  jsonObject,
  jsonTable,
  like,
  krogh,
  linearAlgebra,
  linearInterpolation,
  logic,
  math,
  matrixConstruct,
  matrixLabels,
  matrixTriangle,
  membership,
  metacodeComponents,
  metacodeExpressions,
  metacodeParseExpr,
  metacodeQueries,
  metacodeRunSQL,
  modules,
  moving,
  movingAverage,
  names,
  nulls,
  numberText,
  objects,
  pairStatistics,
  panel,
  peaks,
  plot,
  positions,
  predict,
  random,
  rank,
  ranks,
  crossValidation,
  kernelRidge,
  leastSquares,
  linearModels,
  penalizedReports,
  polynomial,
  regressionWindows,
  replacing,
  resampledCurves,
  resampling,
  rounding,
  rowAlign,
  rowAt,
  rowQuotes,
  rowRunning,
  rows,
  running,
  search,
  shape,
  sliceByKey,
  sort,
  standing,
  streaks,
  stringBuild,
  stringCase,
  stringFormat,
  stringParts,
  stringSearch,
  valueAtRisk,
  vanillaOption,
  words,
  summary,
  system,
  tableChange,
  tableConstruct,
  technical,
  templateCalls,
  templateCross,
  templateEach,
  templateFold,
  templateGroups,
  templateNulls,
  templateQuantify,
  templateRows,
  templateValidWindows,
  templateWindows,
  temporalArithmetic,
  temporalParts,
  temporalText,
  tensors,
  timeMoving,
  timeZones,
  topRows,
  tradingCalendars,
  tuples,
  typeInfo,
  ungroup,
  unpivot,
  unitTests,
  constantDesc,
  variablesInMemory,
  frequencies,
  manova,
  means,
  normality,
  rankTests,
  unitRoot,
  variances,
  schur,
  geometry,
  histogram2d,
  mutualInformation,
  powerTransform,
  principalComponents,
  randomDistributions,
  evolution,
  piecewiseLinear,
  oneHot,
  regroup,
  rollingPanel,
  talibNull,
  cachedTable,
  kMeans,
  logisticRegression,
  windowRows,
  winsorize,
  yieldCurve,
]
